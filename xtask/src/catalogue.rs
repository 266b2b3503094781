//! `cargo xtask catalogue FILE`: writes `catalogue/procedures/` from a reading of the national
//! portal (a JSON array of records).
//!
//! The same reading gives the same bytes. Nothing is guessed: what is not understood, or not yet
//! translated in `import-words.json`, stops the import.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};
use unicode_normalization::UnicodeNormalization;

/// Where the reading cut long names, in characters.
const NAME_CUT: usize = 420;
/// Where the reading cut long notes.
const NOTE_CUT: std::ops::RangeInclusive<usize> = 255..=260;

/// What the importer says in Vietnamese, and what it says about the whole file.
#[derive(Debug)]
struct Words {
    name: String,
    about: Value,
    texts: BTreeMap<String, String>,
}

/// Reads `file`, writes the catalogue below `root`, gives the number of procedures written.
///
/// # Errors
/// Names the record that is not understood.
pub(crate) fn catalogue(root: &Path, file: &Path) -> Result<usize> {
    let folder = root.join("catalogue/procedures");
    let words = fs::read_to_string(folder.join("import-words.json"))?;
    let words = Words::read(&words).context("import-words.json")?;
    let json = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let rows: Vec<Map<String, Value>> = serde_json::from_str(&json)?;
    let text = write(&rows, &words)?;
    fs::write(folder.join(format!("{}.json", words.name)), text)?;
    Ok(rows.len())
}

impl Words {
    fn read(json: &str) -> Result<Self> {
        let mut all: Map<String, Value> = serde_json::from_str(json)?;
        Ok(Self {
            name: all["name"].as_str().context("name")?.to_owned(),
            about: all["about"].take(),
            texts: serde_json::from_value(all["texts"].take())?,
        })
    }

    /// Gives the Vietnamese words for a note.
    fn vietnamese(&self, text: &str) -> Result<String> {
        let text = clean(text);
        if let Some(words) = self.texts.get(&text) {
            return Ok(words.clone());
        }
        let english = |word: &str| matches!(word, "the" | "of" | "and" | "not" | "from" | "see");
        ensure!(!text.split(' ').any(english), "not translated: {text}");
        Ok(if NOTE_CUT.contains(&text.chars().count()) {
            format!("{text}…")
        } else {
            text
        })
    }
}

/// One procedure per block, one paper per line.
fn write(rows: &[Map<String, Value>], words: &Words) -> Result<String> {
    let mut text = format!(
        "{{\n\"version\": 1,\n\"name\": {},\n\"about\": ",
        json!(words.name)
    );
    text += &serde_json::to_string_pretty(&words.about)?;
    text += &format!(",\n\"rows\": {},\n\"procedures\": [", rows.len());
    for (at, row) in rows.iter().enumerate() {
        let code = row.get("code").and_then(Value::as_str).unwrap_or("?");
        let procedure = procedure(row, words).with_context(|| format!("procedure {code}"))?;
        text += if at == 0 { "\n{" } else { ",\n{" };
        for (at, (key, value)) in procedure.iter().enumerate() {
            text += if at == 0 { "\n" } else { ",\n" };
            text += &format!("  {}: {}", json!(key), lines(value));
        }
        text += "\n}";
    }
    text += "\n]\n}\n";
    Ok(text)
}

/// A list of objects goes one per line, everything else on one line.
fn lines(value: &Value) -> String {
    match value.as_array() {
        Some(items) if items.iter().any(Value::is_object) => {
            let items: Vec<String> = items.iter().map(|item| format!("    {item}")).collect();
            format!("[\n{}\n  ]", items.join(",\n"))
        }
        _ => value.to_string(),
    }
}

fn procedure(row: &Map<String, Value>, words: &Words) -> Result<Map<String, Value>> {
    let same_day = row.get("same_day_cutoff").and_then(Value::as_str);
    let limit = limit(row.get("deadline").unwrap_or(&Value::Null), same_day)?;
    let (checklist, checklist_notes) = checklist(list(row, "documents")?)?;
    let note = |key| {
        text(row, key)?
            .map(|note| words.vietnamese(&note))
            .transpose()
    };
    let fee_vnd = row.get("fee_vnd").and_then(Value::as_i64);
    let scope = match required(row, "scope")?.as_str() {
        "national" => Value::Null,
        province => json!({ "province": province }),
    };
    let variants = variants(list(row, "deadline_cases")?, &limit)?;
    let mut procedure = Map::new();
    for (key, value) in [
        ("code", json!(required(row, "code")?)),
        ("name", json!(required(row, "name_vi")?)),
        ("name_en", json!(text(row, "name_en")?)),
        ("field", json!(required(row, "field_vi")?)),
        ("level", json!(required(row, "level")?)),
        ("scope", scope),
        ("limit", limit),
        ("variants", json!(variants)),
        ("checklist", json!(checklist)),
        ("checklist_notes", json!(checklist_notes)),
        ("fee_vnd", json!(fee_vnd)),
        ("fee_note", json!(note("fee_note")?)),
        ("fees", json!(fees(list(row, "fees")?, fee_vnd)?)),
        ("results", json!(names(list(row, "results_vi")?)?)),
        ("channels", json!(channels(list(row, "channels")?)?)),
        ("note", json!(note("note")?)),
        ("source", json!(required(row, "source_url")?)),
        ("decision", json!(text(row, "published_by_decision")?)),
        ("verified", json!(row.get("verified") == Some(&json!(true)))),
        (
            "verified_parts",
            json!(parts(list(row, "verified_parts")?)?),
        ),
    ] {
        let nothing = value.is_null()
            || value == json!(false)
            || value.as_array().is_some_and(Vec::is_empty) && key != "verified_parts";
        if !nothing {
            procedure.insert(key.to_owned(), value);
        }
    }
    Ok(procedure)
}

/// Gives the catalogue's form of a deadline; null where there is none.
fn limit(deadline: &Value, same_day_cutoff: Option<&str>) -> Result<Value> {
    if deadline.is_null() {
        return Ok(Value::Null);
    }
    let unit = match deadline["unit"].as_str().unwrap_or_default() {
        "immediate" => {
            let cutoff = same_day_cutoff.context("a same-day limit without its cut-off")?;
            return Ok(json!({ "unit": "same_day", "cutoff": cutoff }));
        }
        "working_days" | "WORKING_DAY" => "working_days",
        "calendar_days" | "DAY" => "calendar_days",
        "hours" | "HOUR" => "hours",
        "days_unit_not_stated" | "OTHER" => "days_unit_not_stated",
        other => bail!("unknown unit {other}"),
    };
    ensure!(
        deadline["amount"].as_f64().is_some_and(|days| days > 0.0),
        "no amount: {deadline}"
    );
    Ok(json!({ "amount": deadline["amount"], "unit": unit }))
}

/// The portal writes "same day" as one day of some kind, so one day under a same-day procedure is
/// the same-day limit. Cases that repeat each other word for word are one.
fn variants(cases: &[Value], main: &Value) -> Result<Vec<Value>> {
    let mut variants: Vec<Value> = Vec::new();
    for case in cases {
        let one_day = case["amount"].as_f64() == Some(1.0) && case["unit"] != "HOUR";
        let same_day = main["unit"] == "same_day" && one_day;
        let limit = if same_day {
            main.clone()
        } else {
            limit(case, None)?
        };
        let code = case["case_code"]
            .as_str()
            .context("a case without a code")?;
        let variant = json!({ "code": clean(code), "limit": limit });
        if !variants.contains(&variant) {
            variants.push(variant);
        }
    }
    Ok(variants)
}

/// Gives the papers and, apart, the remarks that the portal lists among them with no quantity.
fn checklist(documents: &[Value]) -> Result<(Vec<Value>, Vec<String>)> {
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for document in documents {
        *uses
            .entry(document["component_code"].as_str().unwrap_or_default())
            .or_default() += 1;
    }
    let mut taken: HashMap<String, usize> = HashMap::new();
    let (mut papers, mut notes) = (Vec::new(), Vec::new());
    for document in documents {
        let name = document_name(document)?;
        let count = |key: &str| document[key].as_u64().unwrap_or(0);
        if count("copies") == 0 && count("also_copies") == 0 {
            notes.push(name);
            continue;
        }
        let group = document["group_vi"].as_str().map(clean);
        let component = document["component_code"].as_str().unwrap_or_default();
        let mark = fnv1a(&format!("{}\n{name}", group.as_deref().unwrap_or_default()));
        let mut item = match component {
            "" => format!("n-{mark:016x}"),
            _ if uses[component] == 1 => clean(component),
            _ => format!("{}.{mark:016x}", clean(component)),
        };
        let before = taken.entry(item.clone()).or_default();
        *before += 1;
        if *before > 1 {
            item = format!("{item}.{before}");
        }
        papers.push(paper(document, &item, &name, group.as_deref())?);
    }
    Ok((papers, notes))
}

fn paper(document: &Value, item: &str, name: &str, group: Option<&str>) -> Result<Value> {
    let form = match document["original_or_copy"].as_str() {
        Some(form @ ("original" | "copy" | "certified" | "electronic")) => form,
        other => bail!("unknown form {other:?} of {name}"),
    };
    let handling = match document["handling"].as_str() {
        Some(handling @ ("submit" | "present" | "lookup")) => handling,
        other => bail!("unknown handling {other:?} of {name}"),
    };
    let mut paper = Map::new();
    paper.insert("item".to_owned(), json!(item));
    paper.insert("name".to_owned(), json!(name));
    if let Some(group) = group {
        paper.insert("group".to_owned(), json!(group));
    }
    paper.insert("form".to_owned(), json!(form));
    paper.insert("copies".to_owned(), document["copies"].clone());
    if document["also_copies"]
        .as_u64()
        .is_some_and(|also| also > 0)
    {
        paper.insert("also_copies".to_owned(), document["also_copies"].clone());
    }
    paper.insert("handling".to_owned(), json!(handling));
    Ok(Value::Object(paper))
}

fn document_name(document: &Value) -> Result<String> {
    let raw = document["name_vi"]
        .as_str()
        .context("a paper without a name")?;
    let name = clean(raw.trim_start_matches(['.', '-', '+', ' ']));
    ensure!(!name.is_empty(), "a paper without a name");
    Ok(if raw.chars().count() == NAME_CUT {
        format!("{name}…")
    } else {
        name
    })
}

/// A zero beside the words of a decision is no amount, except where the procedure is free.
fn fees(lines: &[Value], fee_vnd: Option<i64>) -> Result<Vec<Value>> {
    let mut fees = Vec::new();
    for line in lines {
        let kind = match line["type"].as_str() {
            Some("FEE") => "fee",
            Some("SERVICE_FEE") => "charge",
            other => bail!("unknown fee {other:?}"),
        };
        let mut fee = Map::new();
        fee.insert("kind".to_owned(), json!(kind));
        fee.insert(
            "channels".to_owned(),
            json!(channels(line["channels"].as_array().map_or(&[], |c| c))?),
        );
        let amount = line["value_vnd"]
            .as_i64()
            .context("a fee without an amount")?;
        if amount > 0 || fee_vnd == Some(0) {
            fee.insert("amount_vnd".to_owned(), json!(amount));
        }
        if let Some(note) = line["note_vi"]
            .as_str()
            .map(clean)
            .filter(|note| !note.is_empty())
        {
            fee.insert("note".to_owned(), json!(note));
        }
        fees.push(Value::Object(fee));
    }
    Ok(fees)
}

fn channels(list: &[Value]) -> Result<Vec<&'static str>> {
    list.iter()
        .map(|channel| match channel.as_str() {
            Some("DIRECT") => Ok("direct"),
            Some("ONLINE") => Ok("online"),
            Some("POSTAL") => Ok("postal"),
            _ => bail!("unknown channel {channel}"),
        })
        .collect()
}

fn parts(list: &[Value]) -> Result<Vec<&str>> {
    list.iter()
        .map(|part| match part.as_str() {
            Some("deadline") => Ok("limit"),
            Some("documents") => Ok("checklist"),
            Some(part @ ("code" | "name" | "field" | "level" | "fee")) => Ok(part),
            _ => bail!("unknown part {part}"),
        })
        .collect()
}

fn names(list: &[Value]) -> Result<Vec<String>> {
    list.iter()
        .map(|name| name.as_str().map(clean).context("not a text"))
        .collect()
}

fn list<'a>(row: &'a Map<String, Value>, key: &str) -> Result<&'a [Value]> {
    match row.get(key) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(other) => bail!("{key} is not a list: {other}"),
    }
}

fn text(row: &Map<String, Value>, key: &str) -> Result<Option<String>> {
    match row.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(clean(text)).filter(|text| !text.is_empty())),
        Some(other) => bail!("{key} is not a text: {other}"),
    }
}

fn required(row: &Map<String, Value>, key: &str) -> Result<String> {
    text(row, key)?.with_context(|| format!("{key} is missing"))
}

/// NFC, one space between words.
fn clean(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .nfc()
        .collect()
}

/// FNV-1a, 64 bits: names a paper by its text where the portal gives no code.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests;
