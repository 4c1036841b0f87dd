//! Which rules a document has anything for.

use crate::json::Data;
use crate::language::Language as _;
use crate::ldap::dn::{Attribute, Dn, Rdn, meant_type};
use crate::payload::{MAPPINGS, Mapping, Payload};
use crate::rule::{Check, Group, Rule};
use crate::rules::document::has_type;
use crate::rules::{COUNT, ROWS};
use crate::source::Source;

/// What there is in a document that rules look at, a bit for each; all others are not run. To fetch the code of nearly
/// 200 rules costs a small body as much as to execute it, and so does it to ask of each whether it is to be run.
#[derive(Clone, Copy)]
pub(super) struct Subjects(u32);

impl Subjects {
    const NONE: Self = Self(0);
    /// Whatever it is.
    const ANY: Self = Self(1);
    const CERTIFICATES: Self = Self(1 << 1);
    const MAPPINGS: Self = Self(1 << 2);
    const QUERIES: Self = Self(1 << 3);
    const HOST: Self = Self(1 << 4);
    const BIND_NAME: Self = Self(1 << 5);
    const ODD_TEXT: Self = Self(1 << 6);
    const ODD_SHAPE: Self = Self(1 << 7);
    const ODD_HOST: Self = Self(1 << 8);
    const ODD_NAMES: Self = Self(1 << 9);
    const ODD_MAPPINGS: Self = Self(1 << 10);
    const ODD_PEM: Self = Self(1 << 11);
    /// More than blocks of certificates.
    const ODD_LAYOUT: Self = Self(1 << 12);
    const ODD_CERTIFICATES: Self = Self(1 << 13);
    /// More than a root alone.
    const RELATED: Self = Self(1 << 14);
    /// More than is looked at.
    const LIMIT: Self = Self(1 << 15);
    /// How many there are.
    const COUNT: usize = 16;

    pub(super) fn of(source: &Source<'_>, payload: &Payload<'_>) -> Self {
        let host = payload.hostname.as_ref().map(|field| field.value.get());
        let bundles = || payload.bundles().map(|(field, _)| field.value.get());
        let there = [
            (Self::ANY, true),
            (Self::CERTIFICATES, bundles().next().is_some()),
            (Self::MAPPINGS, payload.ldap_has(MAPPINGS)),
            (Self::QUERIES, payload.queries().next().is_some()),
            (Self::HOST, host.is_some() || payload.ldap_has("port")),
            (Self::BIND_NAME, payload.bind_username.is_some()),
            (Self::ODD_TEXT, is_odd_text(source)),
            (Self::ODD_SHAPE, has_odd_shape(payload)),
            (
                Self::ODD_HOST,
                host.is_some_and(|host| !host.faults().is_empty() || !host.remarks().is_empty()),
            ),
            (Self::ODD_NAMES, payload.names().any(|name| is_odd_name(name.dn))),
            (Self::ODD_MAPPINGS, !payload.mappings().all(Mapping::is_usual)),
            (Self::ODD_PEM, bundles().any(|bundle| !bundle.faults().is_empty())),
            (Self::ODD_LAYOUT, bundles().any(|bundle| !bundle.is_plain())),
            (Self::ODD_CERTIFICATES, bundles().any(|bundle| bundle.odd().next().is_some())),
            (Self::LIMIT, payload.hits_limit()),
            (Self::RELATED, bundles().any(|bundle| !bundle.is_root_alone())),
        ];
        there.into_iter().filter(|(_, is_there)| *is_there).fold(Self::NONE, |all, (one, _)| all.or(one))
    }

    /// That at which the rule looks.
    const fn of_rule(rule: &Rule) -> Self {
        match (rule.check, rule.group) {
            (Check::Request(_) | Check::Answer | Check::Report | Check::Run, _) => Self::NONE,
            (Check::Source(_), _) => Self::ODD_TEXT,
            (Check::OddShape(_), _) => Self::ODD_SHAPE,
            (Check::OddHost(_), _) => Self::ODD_HOST,
            (Check::OddName(_), _) => Self::ODD_NAMES,
            (Check::OddMapping(_), _) => Self::ODD_MAPPINGS,
            (Check::OddPem(_), _) => Self::ODD_PEM,
            (Check::OddCertificate(_) | Check::OddDated(_), _) => Self::ODD_CERTIFICATES,
            (Check::Related(_), _) => Self::RELATED,
            (Check::Limit(_), _) => Self::LIMIT,
            (_, Group::Pem) => Self::ODD_LAYOUT,
            (_, Group::Certificate | Group::Chain) => Self::CERTIFICATES,
            (_, Group::Mapping) => Self::MAPPINGS,
            (_, Group::Query) => Self::QUERIES,
            (_, Group::Host) => Self::HOST,
            (_, Group::Bind) => Self::BIND_NAME,
            _ => Self::ANY,
        }
    }

    /// Whether there is anything that the rule looks at.
    pub(super) const fn have(self, rule: &Rule) -> bool {
        self.0 & Self::of_rule(rule).0 != 0
    }

    /// What there is here or there.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The rows that look at any of that.
    pub(super) fn rows(self) -> Rows {
        #[cfg_attr(
            not(test),
            expect(clippy::indexing_slicing, reason = "the compiler runs it, and would not go on")
        )]
        static ROWS_OF: [Rows; Subjects::COUNT] = {
            let mut rows = [Rows::NONE; Subjects::COUNT];
            let mut subject = 0;
            while subject < Subjects::COUNT {
                rows[subject] = Rows::looking_at(Subjects(1 << subject));
                subject += 1;
            }
            rows
        };
        let is_there = |(subject, _): &(usize, &Rows)| self.0 >> subject & 1 == 1;
        ROWS_OF.iter().enumerate().filter(is_there).fold(Rows::NONE, |all, (_, rows)| all.or(*rows))
    }
}

/// Whether there is something to say of a text as such.
fn is_odd_text(source: &Source<'_>) -> bool {
    let is_as_expected = source.document().is_some_and(|document| document.too_deep.is_none());
    !is_as_expected || source.byte_order_mark().is_some()
}

/// Whether the contract describes another document: in one walk what seven rules would look for.
fn has_odd_shape(payload: &Payload<'_>) -> bool {
    let has_other_root = payload.document().is_some() && payload.root().is_none();
    has_other_root
        || payload.objects().any(|object| {
            let mut seen = 0_u32;
            object.members.iter().any(|member| {
                let Some(field) = member.field else { return true };
                let known = object.object.fields.iter().position(|known| std::ptr::eq(known, field));
                let bit = known.and_then(|at| 1_u32.checked_shl(u32::try_from(at).ok()?)).unwrap_or(seen);
                let is_twice = seen & bit != 0;
                seen |= bit;
                let is_odd = match &member.value.data {
                    Data::Null => true,
                    Data::Array(items) => items.iter().any(|item| !matches!(item.data, Data::Object(..))),
                    _ => false,
                };
                is_twice
                    || is_odd
                    || !field.belongs_in(payload.kind)
                    || !has_type(&member.value.data, field.kind)
            })
        })
}

/// Whether there is something to say of a name.
fn is_odd_name(dn: &Dn) -> bool {
    let mut attributes = dn.rdns().iter().flat_map(Rdn::attributes);
    let is_odd = |attribute: &Attribute| {
        attribute.value().is_empty() || meant_type(attribute.attribute_type()).is_some()
    };
    let types = || dn.rdns().iter().filter_map(|rdn| Some(rdn.attributes().first()?.attribute_type()));
    let is_of_domain = |first: &&str| ["DC", "domainComponent"].iter().any(|t| t.eq_ignore_ascii_case(first));
    let begins_at_root =
        || types().next().filter(is_of_domain).is_some_and(|first| types().next_back() != Some(first));
    !dn.faults().is_empty() || !dn.remarks().is_empty() || attributes.any(is_odd) || begins_at_root()
}

/// What a rule needs besides the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Clock,
    File,
    State,
}

impl Input {
    pub(super) const ALL: [Input; 3] = [Input::Clock, Input::File, Input::State];

    pub(super) const fn of(check: Check) -> Option<Self> {
        match check {
            Check::Clock(_) => Some(Input::Clock),
            Check::File(_) => Some(Input::File),
            Check::State(_) => Some(Input::State),
            _ => None,
        }
    }

    /// The rows that need it.
    pub(super) fn rows(self) -> Rows {
        static CLOCK: Rows = Rows::needing(Input::Clock);
        static FILE: Rows = Rows::needing(Input::File);
        static STATE: Rows = Rows::needing(Input::State);
        match self {
            Input::Clock => CLOCK,
            Input::File => FILE,
            Input::State => STATE,
        }
    }
}

/// Rows of the table: a bit for each.
#[derive(Clone, Copy)]
pub(super) struct Rows([u64; WORDS]);

const WORDS: usize = COUNT.div_ceil(64);

impl Rows {
    pub(super) const NONE: Self = Self([0; WORDS]);

    #[cfg_attr(
        not(test),
        expect(clippy::indexing_slicing, reason = "the compiler runs it, and would not go on")
    )]
    const fn looking_at(subjects: Subjects) -> Self {
        let mut rows = Self::NONE;
        let mut row = 0;
        while row < COUNT {
            if subjects.have(ROWS[row]) {
                rows.0[row / 64] |= 1 << (row % 64);
            }
            row += 1;
        }
        rows
    }

    #[cfg_attr(
        not(test),
        expect(clippy::indexing_slicing, reason = "the compiler runs it, and would not go on")
    )]
    const fn needing(input: Input) -> Self {
        let mut rows = Self::NONE;
        let mut row = 0;
        while row < COUNT {
            let needs = matches!(
                (Input::of(ROWS[row].check), input),
                (Some(Input::Clock), Input::Clock)
                    | (Some(Input::File), Input::File)
                    | (Some(Input::State), Input::State)
            );
            if needs {
                rows.0[row / 64] |= 1 << (row % 64);
            }
            row += 1;
        }
        rows
    }

    pub(super) fn or(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word |= other);
        self
    }

    /// The rules of the rows, in the order of the table.
    pub(super) fn rules(self) -> impl Iterator<Item = &'static Rule> {
        ROWS.chunks(64).zip(self.0).flat_map(|(rows, mut word)| {
            std::iter::from_fn(move || {
                let next = usize::try_from(word.trailing_zeros()).ok()?;
                word &= word.wrapping_sub(1);
                rows.get(next).copied()
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Subjects;
    use crate::Linter;
    use crate::rule::{Example, Sink};
    use crate::rules::rules;
    use crate::rules::tests::bytes;

    /// Run all the same, the rules that are left out find nothing, and have nothing to say of what they did not look
    /// at; how many those are.
    fn left_out(linter: &Linter, body: &[u8], complete: bool) -> usize {
        linter.read(body, complete, |source, payload| {
            let subjects = Subjects::of(source, &payload);
            let left_out = rules().filter(|rule| !subjects.have(rule));
            let of_rule = |rule| {
                let mut drafts = Vec::new();
                let mut sink = Sink::new(rule, source, &mut drafts);
                linter.run(rule.check, source, &payload, &mut sink);
                let what = || format!("{} in {}", rule.name, String::from_utf8_lossy(body));
                assert_eq!(sink.unseen(), None, "{}", what());
                assert!(drafts.is_empty(), "{}", what());
            };
            let rows: Vec<_> = subjects.rows().rules().map(|rule| rule.name).collect();
            let asked: Vec<_> = rules().filter(|rule| subjects.have(rule)).map(|rule| rule.name).collect();
            assert_eq!(rows, asked, "{}", String::from_utf8_lossy(body));
            left_out.map(of_rule).count()
        })
    }

    #[test]
    fn rules_without_a_subject_find_nothing_in_any_example() {
        let examples = rules().flat_map(|rule| rule.bad.iter().chain(rule.good));
        let of_example = |example: &Example| {
            let linter = example.linter(Linter::new().now(1_700_000_000));
            left_out(&linter, &bytes(example), example.complete)
        };
        let left_out: usize = examples.map(of_example).sum();
        assert!(left_out > 20_000, "{left_out}");
    }

    /// Such that one thing alone is not as in most mappings, and as it is in no example.
    #[test]
    fn mappings_that_are_nearly_usual_are_looked_at() {
        let mappings = [
            (r"(.+)(?C1)", "CN={0}"),
            (r"(.+)@a\\.b$", "CN={0}"),
            (r"^(.+)@a\\.b", "CN={0}"),
            (r"(.+)", "CN={0},OU={1}"),
            (r"(.+)", "CN={0},OU={00}"),
            (r"(.+)@(.+)", "CN={1}"),
            (r"(.+)", "CN={0},OU={USER}"),
            (r"(.+)", "CN={0},OU=}"),
            (r"@(.+)", "CN={0}"),
        ];
        for (pattern, substitution) in mappings {
            let body = format!(
                r#"{{"ldap":{{"userToDNMapping":[{{"match":"{pattern}","substitution":"{substitution}"}}]}}}}"#
            );
            let rules_left_out = left_out(&Linter::new(), body.as_bytes(), false);
            assert!(rules_left_out > 50, "{rules_left_out} in {body}");
            let are_odd = |subjects: Subjects| subjects.0 & Subjects::ODD_MAPPINGS.0 != 0;
            let are_odd = Linter::new()
                .read(body.as_bytes(), false, |source, payload| are_odd(Subjects::of(source, &payload)));
            assert!(are_odd, "{body}");
        }
    }

    /// As many as the table has, each once, and in its order.
    #[test]
    fn rows_are_those_of_the_table() {
        let all = Subjects(u32::MAX);
        let names: Vec<_> = all.rows().rules().map(|rule| rule.name).collect();
        let of_documents: Vec<_> = rules().filter(|rule| all.have(rule)).map(|rule| rule.name).collect();
        assert_eq!(names, of_documents);
        assert!(names.len() > 150, "{}", names.len());
        for input in super::Input::ALL {
            let needing: Vec<_> = input.rows().rules().map(|rule| rule.name).collect();
            let asked = rules().filter(|rule| super::Input::of(rule.check) == Some(input));
            assert_eq!(needing, asked.map(|rule| rule.name).collect::<Vec<_>>());
        }
    }
}
