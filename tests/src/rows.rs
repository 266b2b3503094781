//! Rows for `motcua intake`.

use serde_json::{Value, json};
use std::fmt::Write;
use std::ops::Range;

const FAMILIES: [&str; 6] = ["Nông", "Lý", "Hoàng", "Triệu", "Đặng", "Vàng"];
const MIDDLES: [&str; 4] = ["Thị", "Văn", "Mùi", "Sành"];
const GIVEN: [&str; 7] = ["Ươm", "Páo", "Nguyệt", "Phúc", "Ánh", "Mỷ", "Thiện"];
/// Real procedures of the catalogue.
const PROCEDURES: [&str; 4] = ["1.001193", "1.000894", "1.004873", "1.000656"];

/// The `number`-th row: another person and another `client_ref` for each.
pub fn row(number: usize) -> Value {
    json!({
        "client_ref": format!("story-{number}"),
        "procedure": PROCEDURES[number % PROCEDURES.len()],
        "applicant": {
            "kind": "person",
            "name": format!(
                "{} {} {}",
                FAMILIES[number % FAMILIES.len()],
                MIDDLES[number % MIDDLES.len()],
                GIVEN[number % GIVEN.len()],
            ),
            "address": format!("Thôn Nà Mẫu, nhà số {number}"),
        },
    })
}

/// `row` with another value at a place such as `applicant.name`.
pub fn with(mut row: Value, path: &str, value: Value) -> Value {
    let mut place = &mut row;
    for key in path.split('.') {
        place = &mut place[key];
    }
    *place = value;
    row
}

/// JSON Lines of the rows of a range.
pub fn lines(numbers: Range<usize>) -> String {
    numbers.fold(String::new(), |mut text, number| {
        writeln!(text, "{}", row(number)).expect("a text grows");
        text
    })
}

/// A row as the command that takes it in.
pub fn intake(row: Value) -> casework::command::Intake {
    serde_json::from_value(row).expect("a row reads")
}
