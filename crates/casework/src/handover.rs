//! Paper files that travel between a reception point and the centre: the list that goes with them,
//! and what was found in the bag.

use crate::id::CaseId;
use crate::number::RecordCode;
use crate::record::RecordData;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most files on one list.
pub const FILES_MAX: usize = 500;

/// The paper files one place gives to another; written once.
///
/// vi: danh sách bàn giao hồ sơ giấy
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverList {
    /// Its number within the installation and year, e.g. "5001-0007/BGHS".
    pub number: String,
    /// Where the files come from.
    pub from: String,
    /// Where they go.
    pub to: String,
    /// The files, each once, in the order they were given.
    pub codes: Vec<RecordCode>,
    /// Who carries them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl RecordData for HandOverList {
    const KIND: &'static str = "hand_over_list";
}

/// What was scanned when the files of a list arrived; written once for each count.
///
/// vi: kiểm đếm hồ sơ giấy khi nhận bàn giao
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverCheck {
    /// The list's record.
    pub list: CaseId,
    /// The list's number.
    pub number: String,
    /// What was scanned, each once.
    pub seen: Vec<String>,
    /// How it differs from the list.
    pub mismatch: Mismatch,
}

impl RecordData for HandOverCheck {
    const KIND: &'static str = "hand_over_check";
}

/// How a bag differs from its list.
///
/// vi: chênh lệch khi bàn giao hồ sơ giấy
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    /// On the list, not in the bag; in the list's order.
    pub missing: Vec<RecordCode>,
    /// In the bag, not on the list; in the order of scanning. What is no record code stands as it
    /// was scanned.
    pub unexpected: Vec<String>,
}

impl Mismatch {
    /// Whether list and bag are equal.
    pub fn is_none(&self) -> bool {
        self.missing.is_empty() && self.unexpected.is_empty()
    }
}

/// Compares a list with what was scanned. Order and repeats do not matter; codes are read
/// tolerantly.
pub fn compare(list: &HandOverList, seen: &[String]) -> Mismatch {
    let mut found = BTreeSet::new();
    let mut unexpected = Vec::new();
    for text in seen {
        match RecordCode::parse(text) {
            Ok(code) if list.codes.contains(&code) => {
                found.insert(code);
            }
            Ok(code) => push_once(&mut unexpected, code.to_string()),
            Err(_) => push_once(&mut unexpected, text.trim().to_owned()),
        }
    }
    let missing = list.codes.iter().filter(|code| !found.contains(code));
    Mismatch {
        missing: missing.cloned().collect(),
        unexpected,
    }
}

fn push_once(texts: &mut Vec<String>, text: String) {
    if !text.is_empty() && !texts.contains(&text) {
        texts.push(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(listed: &[&str], seen: &[&str], missing: &[&str], unexpected: &[&str]) {
        let code =
            |text: &&str| RecordCode::parse(&format!("H08.43-261121-{text}")).expect("a code");
        let list = HandOverList {
            number: "5001-0001/BGHS".to_owned(),
            from: "A".to_owned(),
            to: "B".to_owned(),
            codes: listed.iter().map(code).collect(),
            carrier: None,
            note: None,
        };
        let seen: Vec<String> = seen.iter().map(|text| (*text).to_owned()).collect();
        let mismatch = compare(&list, &seen);
        let wanted: Vec<RecordCode> = missing.iter().map(code).collect();
        assert_eq!(mismatch.missing, wanted, "{seen:?}");
        assert_eq!(mismatch.unexpected, unexpected, "{seen:?}");
        let equal = missing.is_empty() && unexpected.is_empty();
        assert_eq!(mismatch.is_none(), equal);
    }

    #[test]
    fn a_bag_is_compared_with_its_list() {
        let (one, two, other) = (
            "H08.43-261121-5001",
            " h08.43-261121-5002\r",
            "H08.43-261121-5009",
        );
        let both = ["5001", "5002"];
        check(&both, &[two, one], &[], &[]);
        check(&both, &[one, two, one], &[], &[]);
        check(&both, &[one], &["5002"], &[]);
        check(&both, &[one, two, other, other], &[], &[other]);
        check(&both, &[other, "", " hai "], &both, &[other, "hai"]);
    }
}
