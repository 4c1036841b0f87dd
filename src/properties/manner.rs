//! How an input is looked at: strictly or not, with a secret planted in it or not, on a terminal of whichever width.
//! It comes from all bytes of the input, so that whatever changes the input changes the manner too.

use crate::linter::Linter;
use crate::policy::Setting;
use crate::rule::Level;
use crate::spec::Kind;

/// 2026-02-10T00:00:00Z.
pub(super) const NOW: i64 = 1_770_681_600;

#[cfg(feature = "cli")]
const WIDTHS: [usize; 8] = [80, 0, 1, 20, 40, 60, 120, 400];

const SETTINGS: [Setting; 4] =
    [Setting::Off, Setting::Level(Level::Note), Setting::Level(Level::Warning), Setting::Level(Level::Error)];

/// An input begins with two bytes before the text that is looked at: the first says which kind of document it is
/// (of a digit the lower bits count, so that seeds can be read), the second makes another manner for the same text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    hash: u64,
    kind: usize,
}

impl Manner {
    /// The manner, and the rest of the input.
    pub(super) fn of(input: &[u8]) -> (Self, &[u8]) {
        let (first, rest) = match input {
            [first, _, rest @ ..] => (*first, rest),
            _ => (0, input),
        };
        (Self { hash: hash(input), kind: usize::from(first & 3) % Kind::ALL.len() }, rest)
    }

    /// One of so many ways, all as likely; what is asked for by another name is another choice.
    pub(super) fn pick(self, what: &'static str, of: usize) -> usize {
        let nth = self.place(what, of);
        met::note(what, nth, of);
        nth
    }

    /// Whether it is one of so many.
    pub(super) fn one_in(self, what: &'static str, count: usize) -> bool {
        let is_one = self.place(what, count) == 0;
        met::note(what, usize::from(is_one), 2);
        is_one
    }

    /// A place among as many as the input has, or 0.
    pub(super) fn place(self, what: &str, of: usize) -> usize {
        let chosen = mixed(self.hash ^ hash(what.as_bytes()));
        usize::try_from(chosen >> 33).expect("31 bits") % of.max(1)
    }

    fn yes(self, what: &'static str) -> bool {
        self.one_in(what, 2)
    }

    pub(super) fn kind(self) -> Kind {
        met::note("kind", self.kind, Kind::ALL.len());
        Kind::ALL[self.kind]
    }

    pub(super) fn linter(self) -> Linter {
        let linter = Linter::new()
            .kind(self.kind())
            .strict(self.yes("strict"))
            .complete(self.yes("complete"))
            .pedantic(self.yes("pedantic"))
            .in_file(self.yes("in a file"));
        if self.one_in("without a clock", 4) { linter } else { linter.now(NOW) }
    }

    /// The same, and now and then with other levels for some of the rules.
    pub(super) fn linter_with_levels(self) -> Linter {
        let linter = self.linter();
        if !self.one_in("levels", 4) {
            return linter;
        }
        let others = crate::rules().filter(|rule| self.place(rule.name(), 3) == 0);
        others.fold(linter, |linter, rule| {
            linter.level(rule, SETTINGS[self.place(rule.name(), 3 * SETTINGS.len()) / 3])
        })
    }
}

#[cfg(feature = "cli")]
impl Manner {
    /// How wide a terminal is.
    pub(super) fn width(self) -> usize {
        WIDTHS[self.pick("width", WIDTHS.len())]
    }

    pub(super) fn color(self) -> bool {
        self.yes("color")
    }
}

/// FNV-1a: the same for the same bytes, with whatever compiler.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Every bit depends on every other one then.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// Which ways were met: the replay asserts that it has tried all of them.
#[cfg(test)]
pub(super) mod met {
    use std::cell::RefCell;
    use std::collections::{BTreeMap, BTreeSet};

    thread_local! {
        static MET: RefCell<Met> = const { RefCell::new(Met(BTreeMap::new())) };
    }

    /// By name those that were met, and how many there are.
    #[derive(Default)]
    pub(in crate::properties) struct Met(BTreeMap<&'static str, (BTreeSet<usize>, usize)>);

    impl Met {
        /// Those of these choices that were not come to, or of which not all ways were met.
        pub(in crate::properties) fn missing(&self, names: &[&'static str]) -> Vec<String> {
            let missing = |name: &&'static str| match self.0.get(name) {
                None => Some(format!("never asked for `{name}`")),
                Some((met, of)) if met.len() < *of => Some(format!("of `{name}` only {met:?} of {of}")),
                Some(_) => None,
            };
            names.iter().filter_map(missing).collect()
        }
    }

    pub(super) fn note(what: &'static str, nth: usize, of: usize) {
        MET.with_borrow_mut(|met| {
            let (all, count) = met.0.entry(what).or_default();
            all.insert(nth);
            *count = of;
        });
    }

    /// What this thread has met, which is forgotten then.
    pub(in crate::properties) fn take() -> Met {
        MET.take()
    }
}

#[cfg(not(test))]
mod met {
    pub(super) fn note(_: &'static str, _: usize, _: usize) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manner_is_of_all_bytes() {
        assert_eq!(hash(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash(b"foobar"), 0x8594_4171_f739_67e8);
        let strict = |input: String| Manner::of(input.as_bytes()).0.yes("strict");
        for texts in [|n: usize| format!("0{n}{{}}"), |n| format!("00{{\"a\":{n}}}")] {
            let count = (0..1_000).filter(|n| strict(texts(*n))).count();
            assert!((400..600).contains(&count), "{count} of 1000");
        }
        // One choice says nothing of another one.
        let both = |n: &usize| {
            let manner = Manner::of(format!("00{n}").as_bytes()).0;
            manner.yes("strict") && manner.yes("complete")
        };
        let count = (0..1_000).filter(both).count();
        assert!((150..350).contains(&count), "{count} of 1000");
    }

    #[test]
    fn the_first_byte_says_the_kind_and_two_are_no_text() {
        for (input, kind) in [("00x", Kind::Patch), ("1", Kind::Patch), ("2?x", Kind::ALL[2])] {
            assert_eq!(Manner::of(input.as_bytes()).0.kind(), kind, "{input}");
        }
        assert_eq!(Manner::of(b"04{}").1, b"{}");
        assert_eq!(Manner::of(b"0").1, b"0");
    }

    #[test]
    fn what_is_not_met_is_told() {
        drop(met::take());
        met::note("strict", 1, 2);
        met::note("kind", 0, 1);
        let missing = met::take().missing(&["kind", "planted", "strict"]);
        assert_eq!(missing, ["never asked for `planted`", "of `strict` only {1} of 2"]);
        assert_eq!(met::take().missing(&["kind"]), ["never asked for `kind`"], "it is forgotten");
    }
}
