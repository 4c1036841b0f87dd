//! Expressions with which the database's search runs away.

use std::collections::BTreeMap;

use crate::payload::Payload;
use crate::quote::quoted;
use crate::regex::Regex;
use crate::regex::lower::Lowered;
use crate::regex::redos::{Attack, FUEL, NotAnalysed, Redos, analyse};
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

const LIMITED: Basis =
    Basis::Measured("PCRE2 10.46, without its JIT and with a match limit of 200,000, was run on such names");

pub(crate) static RULES: &[Rule] = &[Rule {
    name: "mapping-regex-redos",
    group: Group::Mapping,
    cases: &[
        Case::warning(Consequence::Suspicious, LIMITED).when("each character more multiplies the steps"),
        Case::note(Consequence::Advice, LIMITED).when("the steps grow with a power of the length"),
    ],
    summary: "The search for a match runs away on some user names, and is given up.",
    explain: "\
A repetition of what can itself be read in several ways, such as `([a-z]+)+`, is tried in all of them before a \
name is said not to match: each character more doubles the work. The database stops after 200,000 steps and \
goes on as if the mapping did not match. So nothing hangs; but each such login costs that work, nothing says \
why, and a name that a later branch of the expression would have taken is refused.\n\n\
The message tells a name with which that happens; it was found by counting the steps of the database's \
engine, PCRE2, with its own short cuts. Names are looked at up to 255 characters: RFC 4616 §2 has a \
server take 255 octets, and no more. On those `(.+)@(.+)` is harmless, and nothing is said of it.\n\n\
Write each repetition so that there is one way to read a name: no repetition directly in another, a required \
separator between the rounds (`[a-z]+(?:\\.[a-z]+)*`), neighbours that take different characters \
(`([^@]+)@(.+)`).",
    bad: &[
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)*@corp\\.com","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        ),
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"(\\w*)(\\w*)(\\w*)(\\w*)@corp\\.com","ldapQuery":"OU={0}{1},DC=example,DC=net??sub?(uid={2}{3})"}]}}"#,
        ),
    ],
    good: &[
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+(?:\\.[a-z]+)*)@corp\\.com","substitution":"CN={0},DC=example,DC=net"}]}}"#,
        ),
        Example::body(
            r#"{"ldap":{"userToDNMapping":[{"match":"([a-z]+)@([a-z]+)","substitution":"CN={0},DC={1},DC=net"}]}}"#,
        ),
    ],
    check: Check::Body(regex_redos),
    yields_to: &[],
}];

fn regex_redos(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let mut fuel = FUEL;
    // Lists are often copied together: what is the same is looked at once.
    let mut known: BTreeMap<&str, (Redos, bool)> = BTreeMap::new();
    let is_alone = payload.mappings().nth(1).is_none();
    for pattern in payload.mappings().filter_map(|mapping| mapping.pattern.as_ref()) {
        let text = pattern.value.text;
        let regex = pattern.value.get();
        // Of a single one nothing is kept.
        let alone;
        let (redos, matches) = if is_alone {
            alone = judged(regex, &mut fuel);
            &alone
        } else {
            known.entry(text.as_str()).or_insert_with(|| judged(regex, &mut fuel))
        };
        let (case, attack, help) = match redos {
            Redos::Exponential(attack) => (
                0,
                attack,
                "let what is repeated be read in one way only: `([a-z]+)` for `([a-z]+)+`; or have a separator \
                 between the rounds: `([a-z]+(?:\\.[a-z]+)*)`",
            ),
            Redos::Polynomial(attack) => {
                (1, attack, "let repetitions side by side take different characters, as in `([^@]+)@(.+)`")
            }
            Redos::NotAnalysed(NotAnalysed::Size) => {
                sink.not_analysed(
                    "an expression is too large, or one too many, to be searched for names that run away",
                );
                continue;
            }
            Redos::NotAnalysed(NotAnalysed::Construct) => {
                sink.not_analysed("an expression has a construct whose steps are not counted");
                continue;
            }
            // Another rule speaks of it.
            Redos::None | Redos::NotAnalysed(NotAnalysed::Unknown) => continue,
        };
        let span = text.span(attack.at.clone());
        // The name is made of what stands in the expression.
        let name = match sink.is_secret(pattern.span) {
            true => "of some kind".to_owned(),
            false => format!("like {}", described(attack)),
        };
        let message = match *matches {
            true => format!(
                "a user name {name} matches, but the database gives up after 200,000 steps, and passes the mapping over"
            ),
            false => format!(
                "on a user name {name} the database gives up after 200,000 steps, as if nothing matched"
            ),
        };
        sink.report_case(case, span, message).help(help);
    }
}

/// The analysis, and whether the name that it found would match if there were no limit.
fn judged(regex: &Regex, fuel: &mut u64) -> (Redos, bool) {
    let redos = analyse(regex, fuel);
    let matches = match &redos {
        Redos::Exponential(attack) | Redos::Polynomial(attack) => Lowered::of(regex)
            .is_some_and(|lowered| lowered.matches_within(&attack.name(), &mut 1_000_000) == Some(true)),
        Redos::None | Redos::NotAnalysed(_) => false,
    };
    (redos, matches)
}

/// `CN=`, then 18 × `a`, then `!`
fn described(attack: &Attack) -> String {
    let mut parts = Vec::new();
    if !attack.prefix.is_empty() {
        parts.push(quoted(&attack.prefix));
    }
    parts.push(format!("{} × {}", attack.times, quoted(&attack.pump)));
    if !attack.suffix.is_empty() {
        parts.push(quoted(&attack.suffix));
    }
    parts.join(", then ")
}
