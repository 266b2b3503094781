//! Tables with thin lines: cells wrap, rows stay together, the head is repeated on every page.

use super::{
    PrintError,
    flow::{Cell, Flow, row_height, split_row},
    kit::{Kit, Line, Paragraph, RULE},
    page::{Item, Point},
};

/// White space between a line of the table and the text beside it, in millimetres.
const SIDE: f32 = 1.0;
const ABOVE: f32 = 0.4;

/// A table laid out: the width of its columns, its head and its rows.
pub(crate) struct Table {
    /// Left edge of each column and, last, the right edge of the table.
    edges: Vec<f32>,
    head: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table with columns of these widths (millimetres) and this head.
    pub(crate) fn new(
        kit: &mut Kit,
        widths: &[f32],
        head: &[Paragraph],
    ) -> Result<Self, PrintError> {
        let mut edges = vec![0.0];
        for width in widths {
            edges.push(edges.last().copied().unwrap_or(0.0) + width);
        }
        let mut titles = Vec::with_capacity(head.len());
        for (width, paragraph) in widths.iter().zip(head) {
            titles.push(kit.lay_out(paragraph, Self::room(*width))?);
        }
        let mut table = Self {
            edges,
            head: Vec::new(),
            rows: Vec::new(),
        };
        table.head = table.cells(titles);
        Ok(table)
    }

    /// The width of the text in a column of this width.
    pub(crate) fn room(column: f32) -> f32 {
        column - 2.0 * SIDE
    }

    /// Adds a row: the lines of each cell, laid out in its [`Table::room`].
    pub(crate) fn push(&mut self, row: Vec<Vec<Line>>) {
        let cells = self.cells(row);
        self.rows.push(cells);
    }

    /// Adds a row of texts, each laid out in its column.
    pub(crate) fn push_texts(
        &mut self,
        kit: &mut Kit,
        row: &[Paragraph],
    ) -> Result<(), PrintError> {
        let columns = self.edges.windows(2).zip(row);
        let lines = columns
            .map(|(edges, text)| kit.lay_out(text, Self::room(edges[1] - edges[0])))
            .collect::<Result<_, _>>()?;
        self.push(lines);
        Ok(())
    }

    fn cells(&self, row: Vec<Vec<Line>>) -> Vec<Cell> {
        let lines = self.edges.iter().zip(row);
        lines
            .map(|(left, lines)| Cell {
                x: left + SIDE,
                lines,
            })
            .collect()
    }

    /// The height of the head and the first row: what should follow a heading on its page.
    pub(crate) fn beginning(&self) -> f32 {
        let first = self
            .rows
            .first()
            .map_or(0.0, |row| row_height(row) + 2.0 * ABOVE);
        row_height(&self.head) + 2.0 * ABOVE + first
    }

    /// Places the table.
    pub(crate) fn place(self, flow: &mut Flow) {
        let Self { edges, head, rows } = self;
        let head_height = row_height(&head) + 2.0 * ABOVE;
        let most = flow.depth() - head_height - 2.0 * ABOVE;
        flow.need(head_height);
        begin(flow, &edges, &head);
        for row in rows {
            for part in split_row(row, most) {
                if row_height(&part) + 2.0 * ABOVE > flow.room() {
                    flow.break_page();
                    begin(flow, &edges, &head);
                }
                ruled(flow, &edges, part);
            }
        }
    }
}

fn begin(flow: &mut Flow, edges: &[f32], head: &[Cell]) {
    across(flow, edges);
    ruled(flow, edges, head.to_vec());
}

/// Places a row, the lines on both sides of its cells and the line below it.
fn ruled(flow: &mut Flow, edges: &[f32], cells: Vec<Cell>) {
    let down = row_height(&cells) + 2.0 * ABOVE;
    for &x in edges {
        let (from, to) = (Point { x, y: 0.0 }, Point { x, y: down });
        flow.draw(Item::Line {
            from,
            to,
            width: RULE,
        });
    }
    flow.place(cells, ABOVE);
    across(flow, edges);
}

fn across(flow: &mut Flow, edges: &[f32]) {
    let (Some(&left), Some(&right)) = (edges.first(), edges.last()) else {
        return;
    };
    let (from, to) = (Point { x: left, y: 0.0 }, Point { x: right, y: 0.0 });
    flow.draw(Item::Line {
        from,
        to,
        width: RULE,
    });
}
