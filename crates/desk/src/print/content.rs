//! What stands on a form: values of its fields, rows of its tables, flags of its lines.

use super::{Wording, kit::Kit, template::Values};
use casework::time::LocalTime;
use std::collections::{BTreeMap, BTreeSet};

/// The office as it stands in the head of a form.
///
/// vi: Trung tâm Phục vụ hành chính công cấp xã — NĐ 118/2025 Đ.7
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The body it belongs to, in capitals: "ỦY BAN NHÂN DÂN XÃ …".
    pub parent: String,
    /// Its own name, a line each, in capitals: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "XÃ …".
    pub centre: Vec<String>,
    /// The reception point, in capitals: "ĐIỂM TIẾP NHẬN SỐ 1".
    pub point: Option<String>,
    /// Its own name within a sentence.
    pub name: String,
    /// The counter's name within a sentence.
    pub counter: String,
    /// The place name before the date: "Xã …".
    pub place: String,
    /// The telephone number for questions.
    pub hotline: Option<String>,
}

/// What stands on a form, all texts already cleaned.
pub(crate) struct Content {
    pub(crate) office: Office,
    /// The record code; it is also in the QR code, alone.
    pub(crate) code: Option<String>,
    /// The signed slip of this issue, in a QR code between the signatures.
    pub(crate) slip: Option<String>,
    /// When this paper is issued: the date in its head.
    pub(crate) issued: LocalTime,
    /// Which issue of the paper this is: 0 the first, n "cấp lại lần n".
    pub(crate) reissue: u32,
    pub(crate) values: Values,
    pub(crate) flags: BTreeSet<&'static str>,
    pub(crate) tables: BTreeMap<&'static str, Vec<Values>>,
}

/// Sets a value, cleaned; an empty text is a blank.
pub(crate) fn set(values: &mut Values, kit: &mut Kit, name: &'static str, text: Option<&str>) {
    let text = text
        .map(|text| kit.clean(text))
        .filter(|text| !text.is_empty());
    values.extend(text.map(|text| (name, text)));
}

/// A telephone number, which stays on one line.
pub(crate) fn telephone(number: Option<&String>) -> Option<String> {
    number.map(|number| number.replace(' ', "\u{a0}"))
}

/// A personal number with its middle hidden; a short number as it is.
pub(crate) fn masked(id: &str) -> String {
    if id.len() < 9 || !id.is_ascii() {
        return id.to_owned();
    }
    let (head, tail) = (&id[..3], &id[id.len() - 3..]);
    format!("{head}{}{tail}", "*".repeat(id.len() - 6))
}

/// The parts of a date as official paper writes them: days below 10 and the months 1 and 2 take a
/// leading zero (NĐ 30/2020/NĐ-CP, Phụ lục I).
pub(crate) fn date_values(date: jiff::civil::Date) -> [(&'static str, String); 3] {
    let month = match date.month() {
        month @ 1..=2 => format!("{month:02}"),
        month => month.to_string(),
    };
    [
        ("day", format!("{:02}", date.day())),
        ("month", month),
        ("year", date.year().to_string()),
    ]
}

/// "08 giờ 30 phút, ngày 21 tháng 11 năm 2026".
pub(crate) fn moment(at: LocalTime, wording: &Wording) -> String {
    let [day, month, year] = date_values(at.date());
    let hour = format!("{:02}", at.time().hour());
    let minute = format!("{:02}", at.time().minute());
    wording.say(
        "moment",
        &[
            ("hour", &hour),
            ("minute", &minute),
            (day.0, &day.1),
            (month.0, &month.1),
            (year.0, &year.1),
        ],
    )
}
