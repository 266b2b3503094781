//! A plain paper from top to bottom: the head, lines, ruled tables, signatures and the foot of each page.

use super::{
    Face, Office, PrintError,
    content::date_values,
    flow::{Cell, Flow, Sheet},
    kit::{Kit, Line, Paragraph, RULE, Span},
    page::{Item, Page, Point},
    table::Table,
    template::{Blank, Template, Values},
};
use casework::time::LocalTime;

/// White space between lines, in millimetres.
const GAP: f32 = 0.8;
/// Size of the foot in points.
const FOOT: f32 = 8.0;

/// A paper being written from top to bottom.
pub(crate) struct Ledger {
    pub(crate) kit: Kit,
    pub(crate) flow: Flow,
    sheet: Sheet,
    /// Size of the text in points.
    pub(crate) size: f32,
}

impl Ledger {
    /// An empty first page.
    pub(crate) fn new(sheet: Sheet, size: f32) -> Result<Self, PrintError> {
        Ok(Self {
            kit: Kit::new()?,
            flow: Flow::new(sheet),
            sheet,
            size,
        })
    }

    /// The width of the text in millimetres.
    pub(crate) fn measure(&self) -> f32 {
        self.sheet.measure()
    }

    /// The office on the left; the state, the motto, and the place and date, on the right.
    pub(crate) fn letterhead(
        &mut self,
        office: &Office,
        [state, motto, place_and_date]: [&Template; 3],
        date: jiff::civil::Date,
    ) -> Result<(), PrintError> {
        let [day, month, year] = date_values(date);
        let dated = place_and_date.say(&[
            ("place", &office.place),
            (day.0, &day.1),
            (month.0, &month.1),
            (year.0, &year.1),
        ]);
        self.head(office, [&state.say(&[]), &motto.say(&[]), &dated])
    }

    fn head(&mut self, office: &Office, [state, motto, date]: [&str; 3]) -> Result<(), PrintError> {
        let (left, right) = (self.measure() * 0.44, self.measure() * 0.54);
        let small = self.size - 1.0;
        let mut lines = self.centred(&office.parent, Face::Regular, small, left)?;
        for name in office.centre.iter().chain(&office.point) {
            lines.extend(self.centred(name, Face::Bold, small, left)?);
        }
        lines.push(Line::rule(left, 22.0, 1.6));
        let size = self.kit.fit(state, Face::Bold, (self.size, 7.0), right)?;
        let mut state_lines = self.centred(state, Face::Bold, size, right)?;
        state_lines.extend(self.centred(motto, Face::Bold, size + 0.5, right)?);
        let under = self.kit.width(motto, Face::Bold, size + 0.5)?;
        state_lines.push(Line::rule(right, under, 1.6));
        state_lines.push(Line::blank(1.0));
        state_lines.extend(self.centred(date, Face::Italic, self.size, right)?);
        let x = self.measure() - right;
        let lines = vec![
            Cell { x: 0.0, lines },
            Cell {
                x,
                lines: state_lines,
            },
        ];
        self.flow.row(lines);
        Ok(())
    }

    fn centred(
        &mut self,
        text: &str,
        face: Face,
        size: f32,
        width: f32,
    ) -> Result<Vec<Line>, PrintError> {
        let text = self.kit.clean(text);
        self.kit
            .lay_out(&Paragraph::plain(&text, face, size).centred(), width)
    }

    /// A centred heading.
    pub(crate) fn heading(&mut self, text: &str, face: Face, size: f32) -> Result<(), PrintError> {
        let lines = self.centred(text, face, size, self.measure())?;
        self.flow.lines(lines);
        self.flow.space(GAP);
        Ok(())
    }

    /// A line of the wording with its values.
    pub(crate) fn line(&mut self, text: &Template, values: &Values) -> Result<(), PrintError> {
        let lines = self.lines(text, values, self.measure())?;
        self.flow.lines(lines);
        self.flow.space(GAP);
        Ok(())
    }

    /// A line of the wording laid out in a column.
    pub(crate) fn lines(
        &mut self,
        text: &Template,
        values: &Values,
        width: f32,
    ) -> Result<Vec<Line>, PrintError> {
        let values = values
            .iter()
            .map(|(name, value)| (*name, self.kit.clean(value)))
            .collect();
        let Some((spans, _)) = text.fill(&values, Blank::Drop) else {
            return Ok(vec![]);
        };
        self.kit.lay_out(&Paragraph::new(spans, self.size), width)
    }

    /// A text of a table's cell; what a person typed is cleaned.
    pub(crate) fn cell(&mut self, text: &str, face: Face) -> Paragraph {
        Paragraph::plain(&self.kit.clean(text), face, self.size - 1.0)
    }

    /// A ruled table; the head is repeated on every page.
    pub(crate) fn table(
        &mut self,
        widths: &[f32],
        head: &[Template],
        rows: &[Vec<Paragraph>],
    ) -> Result<(), PrintError> {
        let size = self.size - 1.0;
        let head: Vec<Paragraph> = head
            .iter()
            .map(|text| Paragraph::plain(&text.say(&[]), Face::Bold, size).centred())
            .collect();
        let mut table = Table::new(&mut self.kit, widths, &head)?;
        for row in rows {
            table.push_texts(&mut self.kit, row)?;
        }
        self.flow.space(0.8);
        self.flow.need(table.beginning());
        table.place(&mut self.flow);
        self.flow.space(1.6);
        Ok(())
    }

    /// Columns of signatures, kept together: title, hint, room to sign, name.
    pub(crate) fn signatures(
        &mut self,
        columns: &[(String, Option<String>)],
        hint: &str,
    ) -> Result<(), PrintError> {
        let width = self.measure() / columns.len().max(1) as f32;
        let mut cells = Vec::new();
        for (index, (title, name)) in columns.iter().enumerate() {
            let mut lines = self.centred(title, Face::Bold, self.size - 0.5, width)?;
            lines.extend(self.centred(hint, Face::Italic, self.size - 1.0, width)?);
            lines.push(Line::blank(16.0));
            let name = name.as_deref().unwrap_or_default();
            lines.extend(self.centred(name, Face::Bold, self.size, width)?);
            cells.push(Cell {
                x: width * index as f32,
                lines,
            });
        }
        self.flow.space(3.0);
        self.flow.row(cells);
        self.flow.space(2.0);
        Ok(())
    }

    /// Ends the paper: what it is on the left of each page's foot, the page number on the right.
    pub(crate) fn finish(
        self,
        left: &str,
        page: &Template,
    ) -> Result<(Vec<Page>, Kit), PrintError> {
        let Self {
            mut kit,
            flow,
            sheet,
            ..
        } = self;
        let left = kit.clean(left);
        let pages = flow.finish(|number, count| {
            let number = page.say(&[("page", &number.to_string()), ("pages", &count.to_string())]);
            foot(&mut kit, sheet, &left, &number)
        })?;
        Ok((pages, kit))
    }
}

fn foot(kit: &mut Kit, sheet: Sheet, left: &str, right: &str) -> Result<Vec<Item>, PrintError> {
    let top = sheet.height - sheet.bottom + 2.0;
    let at = |x| Point { x, y: top - 0.6 };
    let (from, to) = (at(sheet.left), at(sheet.width - sheet.right));
    let mut items = vec![Item::Line {
        from,
        to,
        width: RULE / 2.0,
    }];
    let number = kit.width(right, Face::Regular, FOOT)?;
    let measure = sheet.measure();
    for (text, x, width) in [
        (left, 0.0, measure - number - 4.0),
        (right, measure - number, number + 0.1),
    ] {
        let span = Span {
            text: text.to_owned(),
            face: Face::Regular,
        };
        let lines = kit.lay_out(&Paragraph::new(vec![span], FOOT), width)?;
        for mut item in lines.into_iter().take(1).flat_map(|line| line.items) {
            item.shift(sheet.left + x, top);
            items.push(item);
        }
    }
    Ok(items)
}

/// A date for tables and feet: "21/11/2026".
pub(crate) fn short_date(date: jiff::civil::Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

/// A moment for tables and feet: "15:30 21/11/2026".
pub(crate) fn short_moment(at: LocalTime) -> String {
    at.datetime().strftime("%H:%M %d/%m/%Y").to_string()
}
