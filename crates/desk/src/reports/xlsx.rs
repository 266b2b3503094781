//! Tables as a workbook: typed dates and counts, a head that stays, print set-up for A4 across.

use super::{Cell, Report, Table};
use casework::time::LocalTime;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// A4, as Excel numbers paper.
const A4: u8 = 9;
/// Characters of a column for a millimetre of paper.
const CHARACTERS: f64 = 0.55;
const FACE: &str = "Times New Roman";
const MOMENT: &str = "hh:mm dd/mm/yyyy";

/// Writes one sheet a table. Texts are texts: nothing in them is a formula.
pub(super) fn write(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(&report.title)
            .set_creation_datetime(&moment(report.at)?),
    );
    let formats = Formats::new();
    for table in &report.tables {
        sheet(book.add_worksheet(), report, table, &formats)?;
    }
    book.save_to_buffer()
}

struct Formats {
    title: Format,
    line: Format,
    head: Format,
    text: Format,
    number: Format,
    moment: Format,
    total: Format,
}

impl Formats {
    fn new() -> Self {
        let plain = || Format::new().set_font_name(FACE).set_font_size(11);
        let cell = || {
            plain()
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Top)
                .set_text_wrap()
        };
        Self {
            title: plain().set_bold().set_font_size(14),
            line: plain(),
            head: cell()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            text: cell().set_num_format("@"),
            number: cell().set_num_format("#,##0"),
            moment: cell().set_num_format(MOMENT),
            total: cell().set_bold().set_num_format("#,##0"),
        }
    }
}

fn sheet(
    sheet: &mut Worksheet,
    report: &Report,
    table: &Table,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(&table.sheet)?;
    let mut at = 0;
    for line in &report.office {
        sheet.write_string_with_format(at, 0, line, &formats.line)?;
        at += 1;
    }
    sheet.write_string_with_format(at, 0, &report.title, &formats.title)?;
    at += 1;
    let heading = (table.name != report.title).then_some(&table.name);
    for line in report.lines.iter().chain(heading) {
        sheet.write_string_with_format(at, 0, line, &formats.line)?;
        at += 1;
    }
    for (column, at_column) in table.columns.iter().zip(0..) {
        sheet.write_string_with_format(at, at_column, &column.title, &formats.head)?;
        sheet.set_column_width(at_column, f64::from(column.width) * CHARACTERS)?;
    }
    sheet.set_freeze_panes(at + 1, 0)?;
    sheet.set_repeat_rows(at, at)?;
    at += 1;
    for row in &table.rows {
        write_row(sheet, at, row, formats, false)?;
        at += 1;
    }
    if let Some(total) = &table.total {
        write_row(sheet, at, total, formats, true)?;
        at += 1;
    }
    for (note, below) in report.notes.iter().zip(1..) {
        sheet.write_string_with_format(at + below, 0, note, &formats.line)?;
    }
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer("&R&P/&N");
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    at: u32,
    row: &[Cell],
    formats: &Formats,
    total: bool,
) -> Result<(), XlsxError> {
    let or_total = |format| if total { &formats.total } else { format };
    for (cell, column) in row.iter().zip(0..) {
        match cell {
            Cell::Text(text) => {
                sheet.write_string_with_format(at, column, text, or_total(&formats.text))?
            }
            Cell::Number(number) => {
                let number = *number as f64;
                sheet.write_number_with_format(at, column, number, or_total(&formats.number))?
            }
            Cell::Moment(when) => {
                sheet.write_datetime_with_format(at, column, moment(*when)?, &formats.moment)?
            }
            Cell::Empty => sheet.write_blank(at, column, or_total(&formats.text))?,
        };
    }
    Ok(())
}

fn moment(at: LocalTime) -> Result<ExcelDateTime, XlsxError> {
    let (date, time) = (at.date(), at.time());
    let year = date.year().unsigned_abs();
    ExcelDateTime::from_ymd(year, date.month().unsigned_abs(), date.day().unsigned_abs())?.and_hms(
        u16::from(time.hour().unsigned_abs()),
        time.minute().unsigned_abs(),
        0,
    )
}
