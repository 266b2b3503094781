//! The office's list of keys for the wall: one A4 sheet or more, with a code of the whole list where it
//! fits.

use super::{
    Face, Paper, PrintError, code,
    flow::{Cell, Flow, Sheet},
    head_lines,
    kit::{Kit, Line, Paragraph, RULE},
    page::{Item, Point},
    table::Table,
};

/// A4 upright, in millimetres.
const SHEET: Sheet = Sheet {
    width: 210.0,
    height: 297.0,
    left: 25.0,
    right: 15.0,
    top: 18.0,
    bottom: 18.0,
};
/// Columns of the list, in millimetres: number, device, fingerprint, state.
const COLUMNS: [f32; 4] = [11.0, 46.0, 78.0, 35.0];
/// Body size in points.
const SIZE: f32 = 12.0;
/// Side of a module of the code, in millimetres.
const MODULE: f32 = 0.5;
/// Widest code of a list, in millimetres; denser ones are not read from a wall.
const WIDEST: f32 = 70.0;

/// What the sheet says; all texts are given.
///
/// vi: danh sách khoá ký giấy tiếp nhận hồ sơ
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySheet {
    /// The document's title for readers.
    pub document_title: String,
    /// The body the office belongs to.
    pub parent: String,
    /// The office.
    pub office: String,
    /// The sheet's heading.
    pub title: String,
    /// When it was made and by which device.
    pub made: String,
    /// How it is used.
    pub instruction: String,
    /// Heads of the columns: number, device, fingerprint, state.
    pub head: [String; 4],
    /// A row a key: device, fingerprint, state.
    pub rows: Vec<[String; 3]>,
    /// The signed text of the list.
    pub sealed: String,
    /// What stands beside the code.
    pub beside_code: String,
    /// What stands there when the list is too long for a code.
    pub too_long: String,
    /// The page number, with `{page}` and `{pages}` to be filled.
    pub page: String,
}

/// Lays out the sheet.
///
/// # Errors
/// [`PrintError::MissingGlyph`] when a text of the form holds a character the face lacks.
pub fn key_sheet(data: &KeySheet) -> Result<Paper, PrintError> {
    let mut kit = Kit::new()?;
    let mut flow = Flow::new(SHEET);
    let width = SHEET.measure();
    for (text, face) in [(&data.parent, Face::Regular), (&data.office, Face::Bold)] {
        for line in head_lines(text) {
            let line = Paragraph::plain(&kit.clean(&line), face, SIZE).centred();
            flow.lines(kit.lay_out(&line, width)?);
        }
    }
    flow.space(6.0);
    let size = kit.fit(&data.title, Face::Bold, (15.0, 10.0), width)?;
    let title = Paragraph::plain(&data.title, Face::Bold, size).centred();
    flow.lines(kit.lay_out(&title, width)?);
    let made = Paragraph::plain(&data.made, Face::Italic, SIZE - 1.0).centred();
    flow.lines(kit.lay_out(&made, width)?);
    flow.space(4.0);
    let instruction = Paragraph::plain(&data.instruction, Face::Regular, SIZE).justified();
    flow.lines(kit.lay_out(&instruction, width)?);
    flow.space(4.0);
    list(data, &mut kit, &mut flow)?;
    flow.space(6.0);
    footing(data, &mut kit, &mut flow)?;
    let warnings = kit.warnings();
    let pages = flow.finish(|page, pages| number(&mut kit, &data.page, page, pages))?;
    Ok(Paper {
        title: data.document_title.clone(),
        pages,
        warnings,
    })
}

fn list(data: &KeySheet, kit: &mut Kit, flow: &mut Flow) -> Result<(), PrintError> {
    let head = data
        .head
        .each_ref()
        .map(|text| Paragraph::plain(text, Face::Bold, SIZE - 1.0).centred());
    let mut table = Table::new(kit, &COLUMNS, &head)?;
    for (index, [device, fingerprint, state]) in data.rows.iter().enumerate() {
        let cell = |text: &str| Paragraph::plain(text, Face::Regular, SIZE - 1.0);
        let row = [
            cell(&(index + 1).to_string()).centred(),
            cell(&kit.clean(device)),
            cell(fingerprint).centred(),
            cell(state).centred(),
        ];
        table.push_texts(kit, &row)?;
    }
    table.place(flow);
    Ok(())
}

fn footing(data: &KeySheet, kit: &mut Kit, flow: &mut Flow) -> Result<(), PrintError> {
    // A list that no code can hold is no error: it is on the sheet and in the file.
    let code = code::drawn(&data.sealed, MODULE)
        .ok()
        .filter(|(_, side)| *side <= WIDEST);
    let Some((code, side)) = code else {
        let text = Paragraph::plain(&data.too_long, Face::Italic, SIZE - 1.0);
        flow.lines(kit.lay_out(&text, SHEET.measure())?);
        return Ok(());
    };
    let text = Paragraph::plain(&data.beside_code, Face::Regular, SIZE);
    let mut lines = vec![Line::blank(2.0)];
    lines.extend(kit.lay_out(&text, SHEET.measure() - side - 4.0)?);
    flow.row(vec![
        Cell {
            x: 0.0,
            lines: vec![code],
        },
        Cell {
            x: side + 4.0,
            lines,
        },
    ]);
    Ok(())
}

fn number(kit: &mut Kit, text: &str, page: usize, pages: usize) -> Result<Vec<Item>, PrintError> {
    let text = text
        .replace("{page}", &page.to_string())
        .replace("{pages}", &pages.to_string());
    let (x, y) = (SHEET.left, SHEET.height - SHEET.bottom + 3.0);
    let from = Point { x, y };
    let to = Point {
        x: SHEET.width - SHEET.right,
        y,
    };
    let mut items = vec![Item::Line {
        from,
        to,
        width: RULE,
    }];
    let text = Paragraph::plain(&text, Face::Regular, 9.0).centred();
    for line in kit.lay_out(&text, SHEET.measure())? {
        items.extend(line.items.into_iter().map(|mut item| {
            item.shift(x, y + 1.0);
            item
        }));
    }
    Ok(items)
}
