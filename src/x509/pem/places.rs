//! What was found in a text that had to be written otherwise first, moved to where it stands.

use std::ops::Range;

use super::margin::Places;
use super::{BlockFault, BodyFault, PemFault, PemRemark, PemText, Respell};

impl PemText {
    pub(super) fn moved(mut self, places: &Places) -> Self {
        let range = |at: &mut Range<usize>| *at = places.range(at.clone());
        for block in &mut self.blocks {
            block.is_obscured |= places.changes(&block.body);
            block.is_straight &= !block.is_obscured;
            range(&mut block.label_at);
            range(&mut block.begin);
            block.end.iter_mut().for_each(range);
            range(&mut block.at);
            range(&mut block.body);
            // What is empty at the end of its block moves behind what was left out there.
            block.body.start = block.body.start.min(block.at.end);
            block.body.end = block.body.end.min(block.at.end);
        }
        for fault in &mut self.faults {
            range(&mut fault.at);
            match &mut fault.kind {
                PemFault::Body(BodyFault::Invisible(all) | BodyFault::BlankLines(all)) => {
                    all.iter_mut().for_each(range);
                }
                PemFault::Body(BodyFault::Spelling(_, all))
                | PemFault::EscapedNewlines(all)
                | PemFault::LostNewlines(_, all) => respells(all, places),
                PemFault::Block(BlockFault::Unterminated(place)) => {
                    *place = place.map(|place| places.end(place));
                }
                PemFault::Block(BlockFault::StrayEnd(place)) => {
                    *place = place.map(|place| places.start(place));
                }
                PemFault::Body(_) | PemFault::Block(_) | PemFault::Boundary(_) | PemFault::Unarmored => {}
            }
        }
        for remark in &mut self.remarks {
            range(&mut remark.at);
            if let PemRemark::Explanatory(all) = &mut remark.kind {
                all.iter_mut().for_each(range);
            }
        }
        self
    }
}

fn respells(all: &mut [Respell], places: &Places) {
    for one in all {
        one.at = places.range(one.at.clone());
    }
}
