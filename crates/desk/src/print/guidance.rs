//! The sheet a citizen takes home before filing: what to bring, what it costs, how long it takes.

use super::{
    Face, Office, Paper, PrintError,
    flow::{Cell, Flow, Sheet},
    kit::{Kit, Line, Paragraph, RULE, Span},
    page::{Item, Page, Point},
};
use crate::error::fill;
use casework::time::LocalTime;
use std::collections::BTreeMap;

/// A5 and A4 upright, in millimetres.
const A5: Sheet = Sheet {
    width: 148.0,
    height: 210.0,
    left: 14.0,
    right: 10.0,
    top: 9.0,
    bottom: 12.0,
};
const A4: Sheet = Sheet {
    width: 210.0,
    height: 297.0,
    left: 22.0,
    right: 16.0,
    top: 14.0,
    bottom: 16.0,
};
/// Sheets and sizes of the body in points, from the best to the least that is easily read; what
/// fits on none of them as one page takes several of the last.
const TRIED: [(Sheet, f32); 9] = [
    (A5, 11.5),
    (A5, 11.0),
    (A5, 10.5),
    (A5, 10.0),
    (A4, 12.5),
    (A4, 12.0),
    (A4, 11.0),
    (A4, 10.5),
    (A4, 11.5),
];
/// Size of the footer in points.
const FOOT: f32 = 8.0;
/// How far a list stands in, in millimetres.
const INDENT: f32 = 5.0;

/// What a guidance sheet says; every text is already in words.
///
/// vi: tờ hướng dẫn thủ tục hành chính — NĐ 118/2025/NĐ-CP Đ.16
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuidanceForm {
    /// The office that hands it out.
    pub office: Office,
    /// When it is printed.
    pub printed: LocalTime,
    /// The title above the name.
    pub title: String,
    /// The procedure's name.
    pub name: String,
    /// Its code and field, one line.
    pub code: String,
    /// The parts, in the order of printing.
    pub sections: Vec<Section>,
    /// Small print: corrections, source.
    pub notes: Vec<String>,
    /// Title of the file.
    pub document_title: String,
    /// The date at the foot.
    pub date: String,
    /// `Trang {page}/{pages}`.
    pub page: String,
}

/// One part of a guidance sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub heading: String,
    /// Said beside the heading, such as that it was not verified.
    pub mark: Option<String>,
    /// Its lines.
    pub lines: Vec<GuidanceLine>,
}

/// A line of a guidance sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuidanceLine {
    /// A sentence.
    Text(String),
    /// A heading within the part, such as the situation in which papers are needed.
    Group(String),
    /// A numbered entry of a list.
    Item(u32, String),
}

/// Lays out a guidance sheet: A5 where it fits on one page in readable type, else A4.
///
/// # Errors
/// [`PrintError::MissingGlyph`] when a fixed text holds a character the face lacks; in data it
/// becomes □ and a warning.
pub fn guidance(form: &GuidanceForm) -> Result<Paper, PrintError> {
    let mut kit = Kit::new()?;
    let mut pages = vec![];
    for (sheet, size) in TRIED {
        pages = Draft::pages(form, &mut kit, sheet, size)?;
        if pages.len() == 1 {
            break;
        }
    }
    Ok(Paper {
        title: form.document_title.clone(),
        pages,
        warnings: kit.warnings(),
    })
}

/// One sheet while it is being laid out.
struct Draft<'a> {
    form: &'a GuidanceForm,
    kit: &'a mut Kit,
    sheet: Sheet,
    size: f32,
    flow: Flow,
}

impl<'a> Draft<'a> {
    fn pages(
        form: &'a GuidanceForm,
        kit: &'a mut Kit,
        sheet: Sheet,
        size: f32,
    ) -> Result<Vec<Page>, PrintError> {
        let flow = Flow::new(sheet);
        let mut draft = Self {
            form,
            kit,
            sheet,
            size,
            flow,
        };
        draft.head()?;
        for section in &form.sections {
            draft.section(section)?;
        }
        draft.notes()?;
        draft.finish()
    }

    fn centred(&mut self, text: &str, face: Face, size: f32) -> Result<(), PrintError> {
        let text = self.kit.clean(text);
        let paragraph = Paragraph::plain(&text, face, size).centred();
        let lines = self.kit.lay_out(&paragraph, self.sheet.measure())?;
        self.flow.lines(lines);
        Ok(())
    }

    fn head(&mut self) -> Result<(), PrintError> {
        let form = self.form;
        let small = self.size - 1.0;
        self.centred(&form.office.parent, Face::Regular, small)?;
        // A name that is broken into lines for a narrow head stands on one here.
        let centre = form.office.centre.join(" ");
        for name in [Some(&centre), form.office.point.as_ref()]
            .into_iter()
            .flatten()
        {
            self.centred(name, Face::Bold, small)?;
        }
        let rule = Line::rule(self.sheet.measure(), 30.0, 1.6);
        self.flow.lines(vec![rule]);
        self.flow.space(1.5);
        self.centred(&form.title, Face::Bold, self.size + 1.5)?;
        self.centred(&form.name, Face::Bold, self.size + 0.5)?;
        self.centred(&form.code, Face::Italic, small)?;
        Ok(())
    }

    fn section(&mut self, section: &Section) -> Result<(), PrintError> {
        self.flow.space(1.4);
        let mut spans = vec![Span {
            text: self.kit.clean(&section.heading),
            face: Face::Bold,
        }];
        if let Some(mark) = &section.mark {
            spans.push(Span {
                text: format!(" {}", self.kit.clean(mark)),
                face: Face::Italic,
            });
        }
        let heading = Paragraph::new(spans, self.size);
        let heading = self.kit.lay_out(&heading, self.sheet.measure())?;
        // A heading never stands alone at the foot of a page.
        self.flow.need(super::kit::height(&heading) * 3.0);
        self.flow.lines(heading);
        self.flow.space(0.3);
        for line in &section.lines {
            match line {
                GuidanceLine::Text(text) => self.text(text, Face::Regular)?,
                GuidanceLine::Group(text) => self.text(text, Face::Italic)?,
                GuidanceLine::Item(number, text) => self.item(*number, text)?,
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str, face: Face) -> Result<(), PrintError> {
        let text = self.kit.clean(text);
        let paragraph = Paragraph::plain(&text, face, self.size);
        let lines = self.kit.lay_out(&paragraph, self.sheet.measure())?;
        self.flow.lines(lines);
        Ok(())
    }

    fn item(&mut self, number: u32, text: &str) -> Result<(), PrintError> {
        let text = self.kit.clean(text);
        let text = Paragraph::plain(&text, Face::Regular, self.size);
        let number = Paragraph::plain(&format!("{number}."), Face::Regular, self.size);
        let cells = vec![
            Cell {
                x: 0.0,
                lines: self.kit.lay_out(&number, INDENT + 2.0)?,
            },
            Cell {
                x: INDENT + 1.0,
                lines: self
                    .kit
                    .lay_out(&text, self.sheet.measure() - INDENT - 1.0)?,
            },
        ];
        self.flow.row(cells);
        Ok(())
    }

    fn notes(&mut self) -> Result<(), PrintError> {
        self.flow.space(1.6);
        for note in &self.form.notes {
            let note = self.kit.clean(note);
            let paragraph = Paragraph::plain(&note, Face::Italic, self.size - 2.0);
            let lines = self.kit.lay_out(&paragraph, self.sheet.measure())?;
            self.flow.lines(lines);
        }
        Ok(())
    }

    /// Adds the foot of each page: the date on the left, the page number on the right.
    fn finish(self) -> Result<Vec<Page>, PrintError> {
        let Self {
            form,
            kit,
            sheet,
            flow,
            ..
        } = self;
        let date = kit.clean(&form.date);
        flow.finish(|page, pages| {
            let numbers = [("page", page), ("pages", pages)];
            let numbers: BTreeMap<String, String> = numbers
                .map(|(name, number)| (name.to_owned(), number.to_string()))
                .into();
            let number = fill(&form.page, &numbers);
            let top = sheet.height - sheet.bottom + 2.0;
            let at = |x| Point { x, y: top - 0.6 };
            let mut items = vec![Item::Line {
                from: at(sheet.left),
                to: at(sheet.width - sheet.right),
                width: RULE / 2.0,
            }];
            let width = kit.width(&number, Face::Regular, FOOT)?;
            for (text, x, room) in [
                (&date, sheet.left, sheet.measure() - width - 4.0),
                (&number, sheet.width - sheet.right - width, width + 0.1),
            ] {
                let paragraph = Paragraph::plain(text, Face::Regular, FOOT);
                for line in kit.lay_out(&paragraph, room)?.into_iter().take(1) {
                    for mut item in line.items {
                        item.shift(x, top);
                        items.push(item);
                    }
                }
            }
            Ok(items)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect_file;

    fn form(papers: usize, length: usize) -> GuidanceForm {
        let items = (1..).zip(0..papers).map(|(number, _)| {
            let words = "Giấy chứng nhận ".repeat(length);
            GuidanceLine::Item(number, format!("{words}– bản chính: 1; nộp."))
        });
        let text = |text: &str| vec![GuidanceLine::Text(text.to_owned())];
        GuidanceForm {
            office: Office {
                parent: "ỦY BAN NHÂN DÂN XÃ MẪU SƠN".to_owned(),
                centre: vec![
                    "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG".to_owned(),
                    "XÃ MẪU SƠN".to_owned(),
                ],
                point: None,
                name: "Trung tâm Phục vụ hành chính công xã".to_owned(),
                counter: String::new(),
                place: "Mẫu Sơn".to_owned(),
                hotline: None,
            },
            printed: "2026-11-22T08:30:00+07:00".parse().expect("a time"),
            title: "HƯỚNG DẪN THỦ TỤC HÀNH CHÍNH".to_owned(),
            name: "Thủ tục đăng ký khai sinh".to_owned(),
            code: "Mã thủ tục: 1.001193".to_owned(),
            sections: vec![
                Section {
                    heading: "Giấy tờ cần mang theo".to_owned(),
                    mark: Some("(chưa xác minh)".to_owned()),
                    lines: std::iter::once(GuidanceLine::Group("Giấy tờ phải nộp:".to_owned()))
                        .chain(items)
                        .collect(),
                },
                Section {
                    heading: "Phí, lệ phí".to_owned(),
                    mark: None,
                    lines: text("Miễn phí"),
                },
            ],
            notes: vec!["Nguồn: Quyết định 163/QĐ-BTP".to_owned()],
            document_title: "Hướng dẫn thủ tục 1.001193".to_owned(),
            date: "In ngày 22/11/2026".to_owned(),
            page: "Trang {page}/{pages}".to_owned(),
        }
    }

    #[test]
    fn the_sheet_holds_what_it_held() {
        let paper = guidance(&form(3, 4)).expect("a sheet");
        let text: String = paper.pages.iter().map(Page::to_string).collect();
        expect_file!["snapshots/guidance.txt"].assert_eq(&text);
    }

    #[test]
    fn a_short_sheet_is_a5_a_long_one_a4_and_nothing_falls_off() {
        for (papers, length, pages, width) in [
            (0, 1, 1, 148.0),
            (8, 6, 1, 148.0),
            (16, 10, 1, 210.0),
            (60, 12, 4, 210.0),
        ] {
            let paper = guidance(&form(papers, length)).expect("a sheet");
            assert_eq!(
                (paper.pages.len(), paper.pages[0].width),
                (pages, width),
                "{papers}"
            );
            let mut numbers = 0;
            for page in &paper.pages {
                for item in &page.items {
                    if let Item::Text(run) = item {
                        assert!(run.at.y <= page.height - 4.0, "{}", run.text);
                        assert!(run.at.x + run.width() <= page.width - 5.0, "{}", run.text);
                        numbers += usize::from(run.text.ends_with('.') && run.text.len() < 4);
                    }
                }
            }
            assert_eq!(numbers, papers);
            assert!(paper.warnings.is_empty());
        }
    }
}
