//! Lines and rows placed on sheets, with page breaks and page numbers.

use super::{
    kit::{Line, height},
    page::{Item, Page},
};

/// A sheet of paper and the room inside its margins, in millimetres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheet {
    pub(crate) width: f32,
    /// Endless on a roll: a page is then as high as what stands on it.
    pub(crate) height: f32,
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) top: f32,
    /// From the lower edge up to the last line of the text; the footer stands below it.
    pub(crate) bottom: f32,
}

impl Sheet {
    /// The width of the text.
    pub(crate) fn measure(&self) -> f32 {
        self.width - self.left - self.right
    }

    /// The height of the text.
    fn depth(&self) -> f32 {
        self.height - self.top - self.bottom
    }
}

/// A column of a row: its distance from the left margin and what stands in it.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) x: f32,
    pub(crate) lines: Vec<Line>,
}

/// Pages being filled from top to bottom.
pub(crate) struct Flow {
    sheet: Sheet,
    pages: Vec<Page>,
    items: Vec<Item>,
    /// Millimetres used on the page being filled.
    used: f32,
}

impl Flow {
    /// An empty first page.
    pub(crate) fn new(sheet: Sheet) -> Self {
        Self {
            sheet,
            pages: Vec::new(),
            items: Vec::new(),
            used: 0.0,
        }
    }

    /// The height left on this page.
    pub(crate) fn room(&self) -> f32 {
        // A hair more, so that rounding does not turn a full page into two.
        self.sheet.depth() - self.used + 0.01
    }

    /// The height of an empty page.
    pub(crate) fn depth(&self) -> f32 {
        self.sheet.depth()
    }

    /// Whether nothing stands on this page yet.
    pub(crate) fn at_top(&self) -> bool {
        self.used == 0.0
    }

    /// Begins a new page.
    pub(crate) fn break_page(&mut self) {
        let items = std::mem::take(&mut self.items);
        let Sheet { top, bottom, .. } = self.sheet;
        let height = if self.sheet.height.is_finite() {
            self.sheet.height
        } else {
            // Whole millimetres, as printers count the length of a page.
            (top + self.used + bottom).ceil()
        };
        self.pages.push(Page {
            width: self.sheet.width,
            height,
            items,
        });
        self.used = 0.0;
    }

    /// Begins a new page unless so many millimetres are left on this one.
    pub(crate) fn need(&mut self, height: f32) {
        if height > self.room() && !self.at_top() {
            self.break_page();
        }
    }

    /// Leaves white space; none at the top of a page.
    pub(crate) fn space(&mut self, height: f32) {
        if !self.at_top() {
            self.used += height;
        }
    }

    /// Places lines one by one, each on the next page when this one is full.
    pub(crate) fn lines(&mut self, lines: Vec<Line>) {
        for line in lines {
            self.need(line.height);
            self.put(line, 0.0, self.used);
        }
    }

    /// Places columns side by side; they stay together unless they are higher than a whole page.
    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        for part in split_row(cells, self.depth()) {
            self.need(row_height(&part));
            self.place(part, 0.0);
        }
    }

    /// Places columns here, `pad` below the present place, and moves down past the highest.
    pub(crate) fn place(&mut self, cells: Vec<Cell>, pad: f32) {
        let (top, high) = (self.used + pad, row_height(&cells));
        for cell in cells {
            let mut y = top;
            for line in cell.lines {
                let height = line.height;
                self.put(line, cell.x, y);
                y += height;
            }
        }
        self.used = top + high + pad;
    }

    /// Draws an item here without moving on; its place is relative to the left margin and to here.
    pub(crate) fn draw(&mut self, mut item: Item) {
        item.shift(self.sheet.left, self.sheet.top + self.used);
        self.items.push(item);
    }

    fn put(&mut self, line: Line, x: f32, y: f32) {
        for mut item in line.items {
            item.shift(self.sheet.left + x, self.sheet.top + y);
            self.items.push(item);
        }
        self.used = y + line.height;
    }

    /// Ends the text and adds what stands at the foot of each page (of page n of m).
    pub(crate) fn finish<E>(
        mut self,
        mut footer: impl FnMut(usize, usize) -> Result<Vec<Item>, E>,
    ) -> Result<Vec<Page>, E> {
        if !self.at_top() || self.pages.is_empty() {
            self.break_page();
        }
        let count = self.pages.len();
        for (index, page) in self.pages.iter_mut().enumerate() {
            page.items.extend(footer(index + 1, count)?);
        }
        Ok(self.pages)
    }
}

/// The height of the highest column.
pub(crate) fn row_height(cells: &[Cell]) -> f32 {
    cells
        .iter()
        .map(|cell| height(&cell.lines))
        .fold(0.0, f32::max)
}

/// Cuts a row into parts no higher than `most`, at least one line of each column a part.
pub(crate) fn split_row(mut cells: Vec<Cell>, most: f32) -> Vec<Vec<Cell>> {
    let mut parts = Vec::new();
    loop {
        let mut rest: Vec<Cell> = Vec::with_capacity(cells.len());
        for cell in &mut cells {
            let mut high = 0.0;
            let fits = cell.lines.iter().take_while(|line| {
                high += line.height;
                high <= most
            });
            let count = fits.count().max(1).min(cell.lines.len());
            let lines = cell.lines.split_off(count);
            rest.push(Cell { x: cell.x, lines });
        }
        parts.push(cells);
        if rest.iter().all(|cell| cell.lines.is_empty()) {
            return parts;
        }
        cells = rest;
    }
}
