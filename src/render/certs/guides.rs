//! The lines of a tree, left of what hangs in it.

use crate::inventory::Row;
use crate::render::lines::Indent;

/// Below the margin of a field.
pub(super) const MARGIN: &str = "  ";

/// The lines of the tree to the left.
pub(super) struct Guides {
    /// Per level below the top, whether nothing follows there.
    ended: Vec<bool>,
    /// What is deeper does not move further to the right.
    deepest: usize,
}

impl Guides {
    pub(super) fn new(width: usize) -> Self {
        Self { ended: Vec::new(), deepest: (width / 9).min(width.saturating_sub(29) / 3) }
    }

    /// What stands before a row; and its level, where that cannot be seen any more.
    pub(super) fn indent(&mut self, row: &Row) -> (Indent, String) {
        let is_beyond = row.depth > self.deepest;
        if !is_beyond {
            self.ended.truncate(row.depth.saturating_sub(1));
            if row.depth > 0 {
                self.ended.push(row.is_last);
            }
        }
        let draw = |ended: &[bool]| -> String {
            ended.iter().map(|ended| if *ended { "   " } else { "│  " }).collect()
        };
        let above = self.ended.split_last().map(|(_, above)| above).unwrap_or_default();
        let branch = match (row.depth, row.is_last) {
            (0, _) => "",
            _ if is_beyond => "·  ",
            (_, true) => "└─ ",
            (_, false) => "├─ ",
        };
        let below = if row.has_children && row.depth < self.deepest { "│  " } else { "   " };
        let indent = Indent {
            first: format!("{MARGIN}{}{branch}", draw(above)),
            rest: format!("{MARGIN}{}{below}", draw(&self.ended)),
        };
        (indent, if is_beyond { format!("level {}: ", row.depth) } else { String::new() })
    }
}
