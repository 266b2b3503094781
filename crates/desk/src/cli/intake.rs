//! `intake`: one row, one case, one line of answer. A refused row never stops the next.

use super::Common;
use super::output::{ErrorLine, Output};
use crate::api;
use crate::cases::TakenIn;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorClass, ErrorCode};
use crate::paper;
use crate::words::words;
use casework::command::Intake;
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Largest row, in bytes.
const ROW_MAX: usize = 1024 * 1024;
/// Most lines a row may be written over.
const ROW_LINES_MAX: u64 = 5_000;

/// A line without its end, or why it was skipped.
type Line = Result<Vec<u8>, ApiError>;

#[derive(Args)]
pub(super) struct IntakeArgs {
    /// File with the rows; `-` is standard input.
    #[arg(required_unless_present = "schema")]
    file: Option<PathBuf>,
    /// Write each receipt as a PDF into this folder.
    #[arg(long, value_name = "DIR")]
    receipt: Option<PathBuf>,
    /// What the rows are; by the file's name where not given.
    #[arg(long)]
    format: Option<Format>,
    /// Print the JSON Schema of a row and end.
    #[arg(long)]
    schema: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Json,
    Csv,
}

#[derive(Serialize)]
struct RefusedRow<'a> {
    client_ref: Option<&'a str>,
    line: u64,
    #[serde(flatten)]
    error: ErrorLine,
}

/// A case of a group of linked procedures.
#[derive(Serialize)]
struct LinkedRow<'a> {
    #[serde(flatten)]
    received: api::Received,
    linked: LinkedCases<'a>,
}

#[derive(Serialize)]
struct LinkedCases<'a> {
    bundle: &'a str,
    codes: &'a [String],
}

struct Run<'a> {
    desk: &'a Desk,
    receipts: Option<&'a Path>,
    output: &'a Output,
    refused: Option<ErrorClass>,
}

pub(super) fn run(
    common: &Common,
    args: IntakeArgs,
    output: &Output,
) -> Result<ExitCode, ApiError> {
    if args.schema {
        output.line(include_str!("../../../../docs/intake.schema.json").trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let file = args.file.unwrap_or_else(|| PathBuf::from("-"));
    let format = args.format.unwrap_or(match file.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("csv") => Format::Csv,
        _ => Format::Json,
    });
    let input: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        let opened = File::open(&file);
        Box::new(opened.map_err(|error| ApiError::from(error).with("detail", file.display()))?)
    };
    if let Some(dir) = &args.receipt {
        std::fs::create_dir_all(dir)?;
    }
    let desk = common.open()?;
    let mut run = Run {
        desk: &desk,
        receipts: args.receipt.as_deref(),
        output,
        refused: None,
    };
    match format {
        Format::Json => run.json(BufReader::new(input))?,
        Format::Csv => run.csv(input)?,
    }
    Ok(match run.refused {
        None => ExitCode::SUCCESS,
        Some(ErrorClass::Rule) => ExitCode::from(1),
        Some(_) => ExitCode::from(2),
    })
}

impl Run<'_> {
    fn json(&mut self, mut input: impl BufRead) -> Result<(), ApiError> {
        let mut line = 0;
        let mut next = None;
        loop {
            if next.is_none() {
                line += 1;
                next = read_line(&mut input)?;
            }
            let first = line;
            let mut row = match next.take() {
                None => return Ok(()),
                Some(Ok(row)) => row,
                Some(Err(error)) => {
                    self.refuse(None, line, &error)?;
                    continue;
                }
            };
            if first == 1 {
                next = read_on(&mut row, &mut line, &mut input)?;
            }
            if row.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match parse(&row, first) {
                Ok(value) => self.row(value, first)?,
                Err(error) => self.refuse(None, first, &error)?,
            }
        }
    }

    fn csv(&mut self, input: impl Read) -> Result<(), ApiError> {
        let mut reader = csv::Reader::from_reader(input);
        let damaged = |error: csv::Error, line| {
            if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) {
                return ApiError::new(ErrorCode::NotUtf8).with("line", line);
            }
            ApiError::new(ErrorCode::BadRequest).with("detail", error)
        };
        let headers = reader.headers().map_err(|error| damaged(error, 1))?.clone();
        for header in &headers {
            if place_of(header).is_none() {
                return Err(ApiError::new(ErrorCode::UnknownKey).with("detail", header));
            }
        }
        let mut record = csv::StringRecord::new();
        loop {
            let line = reader.position().line();
            match reader.read_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) => match broken(&headers, &record) {
                    None => self.row(nested(&headers, &record), line)?,
                    Some(header) => {
                        let error = ApiError::new(ErrorCode::BadField).with("field", header);
                        self.refuse(None, line, &error)?;
                    }
                },
                Err(error) => self.refuse(None, line, &damaged(error, line))?,
            }
        }
    }

    fn row(&mut self, mut value: Value, line: u64) -> Result<(), ApiError> {
        let client_ref = value["client_ref"].as_str().map(str::to_owned);
        let linked = value.as_object_mut().and_then(|row| row.remove("linked"));
        if let Some(linked) = linked.filter(|linked| !linked.is_null()) {
            return self.linked_row(value, &linked, line);
        }
        let slip = value.as_object_mut().and_then(|row| row.remove("pad_code"));
        let taken = serde_json::from_value(slip.unwrap_or_default())
            .map_err(|error| shape_error(&error))
            .and_then(|slip: Option<String>| self.take_in(shape(value)?, slip.as_deref()));
        match taken {
            Ok(answer) => {
                self.output.both(&answer, || {
                    let due = answer.due.as_deref().unwrap_or("—");
                    words!("taken_in", code = answer.code, due = due)
                });
                Ok(())
            }
            Err(error) => self.refuse(client_ref.as_deref(), line, &error),
        }
    }

    /// A row that asks for linked procedures: one line of answer for each case.
    fn linked_row(&mut self, value: Value, bundle: &Value, line: u64) -> Result<(), ApiError> {
        let client_ref = value["client_ref"].as_str().map(str::to_owned);
        let receipts = self.receipts.is_some();
        let bundle = bundle.as_str().unwrap_or_default();
        let cases = shape(value).and_then(|intake| {
            let taken = self.desk.receive_linked(&intake, bundle, receipts)?;
            taken
                .iter()
                .map(|one| self.answer(one))
                .collect::<Result<Vec<_>, _>>()
        });
        let cases = match cases {
            Ok(cases) => cases,
            Err(error) => return self.refuse(client_ref.as_deref(), line, &error),
        };
        let codes: Vec<String> = cases.iter().map(|case| case.code.clone()).collect();
        for received in cases {
            let linked = LinkedRow {
                received,
                linked: LinkedCases {
                    bundle,
                    codes: &codes,
                },
            };
            self.output.both(&linked, || {
                let due = linked.received.due.as_deref().unwrap_or("—");
                words!("taken_in", code = linked.received.code, due = due)
            });
        }
        Ok(())
    }

    fn take_in(&self, intake: Intake, slip: Option<&str>) -> Result<api::Received, ApiError> {
        let taken = self
            .desk
            .receive_on(intake, slip, self.receipts.is_some())?;
        self.answer(&taken)
    }

    fn answer(&self, taken: &TakenIn) -> Result<api::Received, ApiError> {
        let warnings = taken.warnings.iter().map(api::warning).collect();
        let mut answer = api::received(&taken.case, warnings);
        if let Some(dir) = self.receipts {
            let path = paper::write_receipt(self.desk, &taken.case, dir)?;
            answer.receipt = Some(path.display().to_string());
        }
        Ok(answer)
    }

    /// Answers for a row that was not taken in. What the next rows would meet as well ends the run.
    fn refuse(
        &mut self,
        client_ref: Option<&str>,
        line: u64,
        error: &ApiError,
    ) -> Result<(), ApiError> {
        match error.code.class() {
            // Said once, by the run that it ends.
            ErrorClass::Environment | ErrorClass::Bug => Err(error.clone()),
            class @ (ErrorClass::Rule | ErrorClass::Usage) => {
                let refused = RefusedRow {
                    client_ref,
                    line,
                    error: ErrorLine::of(error),
                };
                self.output
                    .both(&refused, || words!("refused", line = line, error = error));
                if self.refused != Some(ErrorClass::Usage) {
                    self.refused = Some(class);
                }
                Ok(())
            }
        }
    }
}

/// Reads a line without its end; `None` at the end of input. A line that is too long is skipped and
/// answered with an error, without being held in memory.
fn read_line(input: &mut impl BufRead) -> Result<Option<Line>, ApiError> {
    let mut line = vec![];
    let read = input
        .by_ref()
        .take(ROW_MAX as u64 + 1)
        .read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() > ROW_MAX {
        loop {
            let buffer = input.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(buffer.len(), |end| end + 1);
            let done = buffer.is_empty() || end.is_some();
            input.consume(used);
            if done {
                break;
            }
        }
        return Ok(Some(Err(
            ApiError::new(ErrorCode::InputTooLarge).with("max", "1 MB")
        )));
    }
    Ok(Some(Ok(line)))
}

/// Reads on while `row` is an object that is not closed yet, for a single object may be written over
/// several lines. A line that is a whole row ends it: then `row` was cut short. Gives that line.
fn read_on(
    row: &mut Vec<u8>,
    line: &mut u64,
    input: &mut impl BufRead,
) -> Result<Option<Line>, ApiError> {
    let is_short = |row: &[u8], line: u64| row.len() < ROW_MAX && line < ROW_LINES_MAX;
    while is_short(row, *line) && is_unfinished(row) {
        let mut may_end = false;
        while !may_end && is_short(row, *line) {
            let more = match read_line(input)? {
                None => return Ok(None),
                Some(Ok(more)) if !is_row(&more) => more,
                Some(other) => {
                    *line += 1;
                    return Ok(Some(other));
                }
            };
            *line += 1;
            row.push(b'\n');
            row.extend_from_slice(&more);
            may_end = more.trim_ascii_end().ends_with(b"}");
        }
    }
    Ok(None)
}

fn is_row(line: &[u8]) -> bool {
    serde_json::from_slice::<Value>(line).is_ok_and(|row| row.get("procedure").is_some())
}

fn is_unfinished(row: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(row).is_err_and(|error| error.is_eof())
        && !row.iter().all(u8::is_ascii_whitespace)
}

fn parse(row: &[u8], line: u64) -> Result<Value, ApiError> {
    let row = row.strip_prefix(b"\xef\xbb\xbf").unwrap_or(row);
    let text = std::str::from_utf8(row)
        .map_err(|_| ApiError::new(ErrorCode::NotUtf8).with("line", line))?;
    serde_json::from_str(text).map_err(|error| {
        ApiError::new(ErrorCode::BadJson)
            .with("line", line)
            .with("detail", error)
    })
}

fn shape(row: Value) -> Result<Intake, ApiError> {
    // A list of values without their names would be read as well.
    if !row.is_object() {
        return Err(ApiError::new(ErrorCode::BadRequest).with("detail", "not an object"));
    }
    serde_json::from_value(row).map_err(|error| shape_error(&error))
}

pub(super) fn shape_error(error: &serde_json::Error) -> ApiError {
    let detail = error.to_string();
    let code = if detail.starts_with("unknown field") {
        ErrorCode::UnknownKey
    } else {
        ErrorCode::BadRequest
    };
    ApiError::new(code).with("detail", detail)
}

/// Columns of a CSV file: name, object it belongs to, key.
const COLUMNS: [(&str, Option<&str>, &str); 33] = [
    ("client_ref", None, "client_ref"),
    ("pad_code", None, "pad_code"),
    ("procedure", None, "procedure"),
    ("variant", None, "variant"),
    ("for_office", None, "for_office"),
    ("kind", Some("applicant"), "kind"),
    ("name", Some("applicant"), "name"),
    ("id", Some("applicant"), "id"),
    ("born", Some("applicant"), "born"),
    ("sex", Some("applicant"), "sex"),
    ("address", Some("applicant"), "address"),
    ("phone", Some("applicant"), "phone"),
    ("email", Some("applicant"), "email"),
    ("relation", Some("submitter"), "relation"),
    ("submitter_name", Some("submitter"), "name"),
    ("submitter_id", Some("submitter"), "id"),
    ("former_address", Some("applicant"), "former_address"),
    ("representative", Some("applicant.representative"), "name"),
    (
        "representative_position",
        Some("applicant.representative"),
        "position",
    ),
    ("kinship", Some("submitter"), "kinship"),
    ("submitter_position", Some("submitter"), "position"),
    (
        "authorisation_number",
        Some("submitter.authorisation"),
        "number",
    ),
    (
        "authorisation_date",
        Some("submitter.authorisation"),
        "date",
    ),
    (
        "certified_by",
        Some("submitter.authorisation"),
        "certified_by",
    ),
    ("tracking", Some("submitter.post"), "tracking"),
    ("received", None, "received"),
    ("place_kind", Some("place"), "kind"),
    ("place_name", Some("place"), "name"),
    ("place_address", Some("place"), "address"),
    ("return", None, "return"),
    ("pages", Some("fees"), "pages"),
    ("copies", Some("fees"), "copies"),
    ("exemption", Some("fees"), "exemption"),
];

fn place_of(header: &str) -> Option<(Option<&'static str>, &'static str)> {
    if header.trim() == "note" {
        return Some((None, "note"));
    }
    COLUMNS
        .iter()
        .find(|(name, _, _)| *name == header.trim())
        .map(|(_, parent, key)| (*parent, *key))
}

/// The column of a cell that goes over a line end where none belongs: a quote was not closed, and
/// what follows was swallowed.
fn broken<'a>(headers: &'a csv::StringRecord, record: &csv::StringRecord) -> Option<&'a str> {
    let broken = |(header, cell): &(&str, &str)| {
        header.trim() != "note" && cell.trim().contains(['\n', '\r'])
    };
    let found = headers.iter().zip(record).find(broken);
    found.map(|(header, _)| header)
}

/// Counts are numbers in JSON; what is none is refused with its name.
fn typed(key: &str, cell: &str) -> Value {
    match (key, cell.parse::<u32>()) {
        ("pages" | "copies", Ok(count)) => Value::from(count),
        _ => Value::String(cell.to_owned()),
    }
}

/// A CSV record in the shape of a JSON row; empty cells are left out.
fn nested(headers: &csv::StringRecord, record: &csv::StringRecord) -> Value {
    let mut row = Map::new();
    for (header, cell) in headers.iter().zip(record) {
        let Some((parent, key)) = place_of(header) else {
            continue;
        };
        if cell.trim().is_empty() {
            continue;
        }
        let path = parent.into_iter().flat_map(|parent| parent.split('.'));
        put(&mut row, path, key, cell.trim());
    }
    if let Some(Value::Object(applicant)) = row.get_mut("applicant") {
        applicant
            .entry("kind")
            .or_insert_with(|| Value::String("person".to_owned()));
    }
    Value::Object(row)
}

fn put<'a>(
    object: &mut Map<String, Value>,
    mut path: impl Iterator<Item = &'a str>,
    key: &str,
    text: &str,
) {
    // At most two levels, written in the table of columns.
    let (outer, inner) = (path.next(), path.next());
    let mut object = object;
    for name in [outer, inner].into_iter().flatten() {
        let child = object.entry(name).or_insert_with(|| Map::new().into());
        let Value::Object(child) = child else {
            return;
        };
        object = child;
    }
    object.insert(key.to_owned(), typed(key, text));
}

#[cfg(test)]
mod tests;
