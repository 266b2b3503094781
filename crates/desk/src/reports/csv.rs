//! Tables as CSV for spreadsheets and programs.

use super::{Cell, Report};

/// By this mark Excel knows UTF-8.
const MARK: &str = "\u{feff}";

/// Writes all tables as one list: the head of the first, every row, the totals; tables are told
/// apart by a first column where the report has a name for it.
pub(super) fn write(report: &Report) -> Result<Vec<u8>, ::csv::Error> {
    let mut out = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(MARK.as_bytes().to_vec());
    for (at, table) in report.tables.iter().enumerate() {
        if at == 0 {
            let titles = table.columns.iter().map(|column| column.title.clone());
            out.write_record(report.section.iter().cloned().chain(titles))?;
        }
        for row in table.rows.iter().chain(&table.total) {
            let name = report.section.as_ref().map(|_| harmless(&table.name));
            out.write_record(name.into_iter().chain(row.iter().map(text)))?;
        }
    }
    out.into_inner()
        .map_err(|error| ::csv::Error::from(error.into_error()))
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Number(_) | Cell::Moment(_) | Cell::Empty => cell.words(),
    }
}

/// A text that a spreadsheet would run as a formula gets an apostrophe before it.
fn harmless(text: &str) -> String {
    let first = text.trim_start_matches([' ', '\u{a0}']).chars().next();
    if matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    ) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, written) in [
            ("Nông Văn An", "Nông Văn An"),
            ("=1+1", "'=1+1"),
            ("+84 912 345 678", "'+84 912 345 678"),
            ("-", "'-"),
            ("@SUM(A1)", "'@SUM(A1)"),
            (" =cmd|' /C calc'!A0", "' =cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), written);
        }
    }
}
