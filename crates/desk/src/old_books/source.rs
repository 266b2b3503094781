//! The rows of a file: CSV with commas, semicolons or tabs, or the first filled sheet of a workbook.

use super::bad;
use crate::error::{ApiError, ErrorCode};
use calamine::{DataRef, Reader, Xlsx};
use casework::old_book::SourceRow;
use std::io::Cursor;

/// Most rows of a file.
const ROWS_MAX: usize = 100_000;
/// Most columns that are read; the rules then say there are too many.
const COLUMNS_MAX: usize = 200;
/// What a workbook begins with (a ZIP file).
const ZIP: &[u8] = b"PK\x03\x04";
/// Beginning of a CSV file that shows what parts its cells.
const SAMPLE: usize = 64 * 1024;

/// Reads the rows of the file `name`.
///
/// # Errors
/// [`ErrorCode::NotUtf8`], [`ErrorCode::BadOldBook`] with the reason.
pub(super) fn rows(name: &str, bytes: &[u8]) -> Result<Vec<SourceRow>, ApiError> {
    if bytes.starts_with(ZIP) || name.to_lowercase().ends_with(".xlsx") {
        return workbook(bytes);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = &bytes[..error.valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        ApiError::new(ErrorCode::NotUtf8).with("line", line)
    })?;
    csv(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn csv(text: &str) -> Result<Vec<SourceRow>, ApiError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let (mut read, mut line) = (0, 1);
    for record in reader.records() {
        let record = record.map_err(|_| bad("not_csv"))?;
        if rows.len() == ROWS_MAX {
            return Err(bad("too_many_rows"));
        }
        // A record's own position is where the one before ended: line ends and empty lines follow.
        let ended = record.position().map_or(0, csv::Position::byte);
        let rest = text.as_bytes().get(read..).unwrap_or_default();
        let ended = usize::try_from(ended).unwrap_or(0).saturating_sub(read);
        let is_end = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let ends = rest.iter().skip(ended).take_while(is_end).count();
        let passed = rest.iter().take(ended + ends);
        line += passed.filter(|byte| **byte == b'\n').count();
        read += ended + ends;
        rows.push(SourceRow {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            cells: record.iter().map(str::to_owned).collect(),
        });
    }
    Ok(rows)
}

/// The sign that stands most often outside quotes at the beginning; a comma where none does.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(SAMPLE) {
        quoted ^= byte == b'"';
        let counted = counts.iter_mut().find(|(sign, _)| *sign == byte);
        if let (Some((_, count)), false) = (counted, quoted) {
            *count += 1;
        }
    }
    // The last of equals is taken: the comma stands first for the next line to prefer it.
    counts.reverse();
    counts
        .iter()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(sign, _)| *sign)
}

fn workbook(bytes: &[u8]) -> Result<Vec<SourceRow>, ApiError> {
    let broken = |_| bad("not_workbook");
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    for sheet in book.sheet_names() {
        let rows = sheet_rows(&mut book, &sheet)?;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// Cells come one by one: a lone cell far below must not make a table of everything above it.
fn sheet_rows(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<Vec<SourceRow>, ApiError> {
    let broken = |_| bad("not_workbook");
    let mut cells = book.worksheet_cells_reader(sheet).map_err(broken)?;
    let mut rows: Vec<SourceRow> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let text = words(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (line, column) = (row + 1, column as usize);
        if column >= COLUMNS_MAX {
            return Err(bad("too_many_columns"));
        }
        if rows.last().is_none_or(|last| last.line != line) {
            if rows.len() == ROWS_MAX {
                return Err(bad("too_many_rows"));
            }
            rows.push(SourceRow {
                line,
                cells: Vec::new(),
            });
        }
        if let Some(last) = rows.last_mut() {
            if last.cells.len() <= column {
                last.cells.resize(column + 1, String::new());
            }
            last.cells[column] = text;
        }
    }
    Ok(rows)
}

fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // Whole numbers are written without a point.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(is) => is.to_string(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{day:02}/{month:02}/{year}")
        }
        DataRef::DateTime(at) => at.as_f64().to_string(),
        DataRef::DateTimeIso(text) => text.split('T').next().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_read_whatever_parts_its_cells() {
        for text in [
            "Số,Họ tên\n1,\"Lò, Văn\nÓn\"\n\n2,Ín\n",
            "\u{feff}Số;Họ tên\r\n1;\"Lò, Văn\nÓn\"\r\n\r\n2;Ín\r\n",
            "Số\tHọ tên\n1\t\"Lò, Văn\nÓn\"\n\n2\tÍn",
        ] {
            let read = rows("so.csv", text.as_bytes()).expect("rows");
            let cells: Vec<_> = read
                .iter()
                .map(|row| (row.line, row.cells.join("|")))
                .collect();
            let wanted = [(1, "Số|Họ tên"), (2, "1|Lò, Văn\nÓn"), (5, "2|Ín")];
            assert_eq!(
                cells,
                wanted.map(|(line, text)| (line, text.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (name, bytes, wanted) in [
            ("a.csv", &b"S\xe8,T\n"[..], ErrorCode::NotUtf8),
            ("a.xlsx", b"So,Ten", ErrorCode::BadOldBook),
            ("a.csv", b"PK\x03\x04broken", ErrorCode::BadOldBook),
        ] {
            let error = rows(name, bytes).expect_err("refused");
            assert_eq!(error.code, wanted, "{name}");
        }
    }

    #[test]
    fn a_lone_cell_far_away_costs_nothing() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "Số").expect("written");
        sheet.write(1_000_000, 3, 7).expect("written");
        let bytes = book.save_to_buffer().expect("a workbook");
        let read = rows("a.xlsx", &bytes).expect("rows");
        assert_eq!(read.len(), 2);
        assert_eq!((read[1].line, read[1].cells[3].as_str()), (1_000_001, "7"));
    }
}
