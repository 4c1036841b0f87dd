use proptest::prelude::*;

use super::*;
use crate::testing::vectors;

/// What filters are thrown together from.
pub(super) const PARTS: [&str; 40] = [
    "(",
    ")",
    "(&",
    "(|",
    "(!",
    "(a=b)",
    "(cn:dn:2.5:=x)",
    "))",
    ")(",
    "&",
    "|",
    "!",
    "=",
    "*",
    "**",
    ":=",
    ":",
    ":dn",
    ">=",
    "<=",
    "~=",
    "~",
    ">",
    "\\",
    "\\2a",
    "\\*",
    "\\)",
    "\\\\",
    "\\2",
    " ",
    "\n",
    "\t",
    "cn",
    "2.5.4.3",
    "02.5",
    "1",
    ";x-y",
    ";",
    "é",
    "{0}",
];

fn fault(text: &str) -> (FilterFault, String) {
    let filter = Filter::parse(text);
    assert_eq!(filter.faults().len(), 1, "{text}: {filter:?}");
    let fault = &filter.faults()[0];
    (fault.kind, text[fault.at.clone()].to_owned())
}

fn remarks(text: &str) -> Vec<(Loose, &str)> {
    let filter = Filter::parse(text);
    assert_eq!(filter.faults(), [], "{text}");
    filter.remarks().iter().map(|(kind, at)| (*kind, &text[at.clone()])).collect()
}

#[test]
fn each_fault_has_its_place() {
    use FilterFault::*;
    for (text, kind, at) in [
        ("(", Unclosed, "("),
        ("(a=b", Unclosed, "("),
        ("(&(a=b)(c=d)", Unclosed, "("),
        ("(a=b))", Unopened, ")"),
        (")", Unopened, ")"),
        ("(a=b)(c=d)", Trailing, "(c=d)"),
        ("(a=b) ", Trailing, " "),
        (" (a=b)", LeadingBlank, " "),
        ("((a=b))", DoubleParenthesis, "("),
        ("()", EmptyItem, "()"),
        ("(&())", EmptyItem, "()"),
        ("(a)", NoOperator, "a"),
        ("objectClass", NoOperator, "objectClass"),
        ("(a>b)", NoOperator, "a>b"),
        ("(c_n=x)", Attribute, "c_n"),
        ("(cn;=x)", Attribute, "cn;"),
        ("(2.5.=x)", Attribute, "2.5."),
        ("(cn <=x)", Attribute, "cn "),
        ("(=b)", NoAttribute, "="),
        ("(>=b)", NoAttribute, ">="),
        ("(:dn:=b)", NoAttribute, ":dn:="),
        ("(cn:my_rule:=x)", MatchingRule, "my_rule"),
        ("(cn:x:2.5:=x)", MatchingRule, "x:2.5"),
        ("(cn=({0}))", ParenthesisInValue, "("),
        ("(&(objectClass=(group)(member={USER}))", ParenthesisInValue, "("),
        ("a=b)", ParenthesisInValue, ")"),
        ("(a>=b*)", StarInValue, "*"),
        ("(a=b**c)", EmptyPiece, "**"),
        ("(a=\\2)", Escape, "\\2"),
        ("(a=\\zz)", Escape, "\\z"),
        ("(a=\\2g)", Escape, "\\2g"),
        ("a=b\\", Escape, "\\"),
        ("(a=\\é)", Escape, "\\é"),
        ("|(a=b)(c=d)", BareOperator, "|"),
        ("!(a=b)", BareOperator, "!"),
        ("(&a=b)", NotInParentheses, "a=b"),
        ("(&(a=b)c=d)", NotInParentheses, "c=d"),
        ("(!)", EmptyNot, "(!)"),
        ("(!(a=b)(c=d))", SecondInNot, "("),
        ("(!(a=b) )", BlankInNot, " "),
    ] {
        assert_eq!(fault(text), (kind, at.to_owned()), "{text}");
    }
}

#[test]
fn several_faults_are_all_seen_while_the_parentheses_fit() {
    let filter = Filter::parse("(&(a_b=c)(d=\\x)(e))");
    let kinds: Vec<_> = filter.faults().iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [FilterFault::Attribute, FilterFault::Escape, FilterFault::NoOperator]);
}

#[test]
fn what_only_libldap_takes_is_remarked() {
    use Loose::*;
    for (text, expected) in [
        ("", vec![(Empty, "")]),
        ("uid={0}", vec![(NoParentheses, "uid={0}")]),
        ("( cn=x)", vec![(Blank, " ")]),
        ("(&\n(a=b) (c=d)\t)", vec![(Blank, "\n"), (Blank, " "), (Blank, "\t")]),
        ("(&(&)(a=b))", vec![(EmptyList, "(&)")]),
        ("(a=\\*b\\\\)", vec![(OldEscape, "\\*"), (OldEscape, "\\\\")]),
        ("(02.5;x=a)", vec![(ObjectIdentifier, "02.5")]),
        ("(cn:1:=x)", vec![(ObjectIdentifier, "1")]),
        ("(cn::=x)", vec![(EmptyRule, ":")]),
        ("(a=b)\0x", vec![(Nul, "\0x")]),
    ] {
        assert_eq!(remarks(text), expected, "{text}");
    }
}

#[test]
fn the_tree_is_in_the_order_of_the_text() {
    let text = "(&(cn:dn:2.5:=x)(!(mail=*))(|(uid=a*b)(n>=1)))";
    let filter = Filter::parse(text);
    assert!(filter.faults().is_empty() && filter.remarks().is_empty());
    let shown = |range: &Option<Range<usize>>| range.clone().map(|range| &text[range]);
    let nodes: Vec<String> = filter
        .nodes()
        .iter()
        .map(|node| {
            let what = match &node.kind {
                NodeKind::Item(item) => format!(
                    "{:?} {:?} {:?} {}",
                    shown(&item.attribute),
                    item.operator,
                    shown(&item.matching_rule),
                    &text[item.value.clone()]
                ),
                other => format!("{other:?}"),
            };
            format!("{} {} {what}", node.depth, &text[node.at.clone()])
        })
        .collect();
    assert_eq!(
        nodes,
        [
            "0 (&(cn:dn:2.5:=x)(!(mail=*))(|(uid=a*b)(n>=1))) And",
            "1 (cn:dn:2.5:=x) Some(\"cn\") Extensible Some(\"2.5\") x",
            "1 (!(mail=*)) Not",
            "2 (mail=*) Some(\"mail\") Present None *",
            "1 (|(uid=a*b)(n>=1)) Or",
            "2 (uid=a*b) Some(\"uid\") Substring None a*b",
            "2 (n>=1) Some(\"n\") GreaterOrEqual None 1",
        ]
    );
}

#[test]
fn the_vectors_are_judged_as_libldap_and_the_rfc_judge_them() {
    for row in vectors("filter") {
        let filter = Filter::parse(row["filter"].as_str().expect("a filter"));
        let libldap = filter.faults().is_empty() && !filter.is_too_deep();
        assert_eq!(row["implementations"]["libldap_2.5.13_put_filter"], libldap, "{row}: {filter:?}");
        let strict = libldap && filter.remarks().is_empty();
        assert_eq!(row["rfc4515_valid"], strict, "{row}: {filter:?}");
    }
}

/// A lot of what is read again and again by a parser that is not careful.
#[test]
fn long_and_deep_filters_are_read_once() {
    for part in ["(", ")", "(&", "(!", "\\", "\\*", "(a=b)", "*", "()", " ", ":", "(a=\\2a*b)", ";", "=", "."]
    {
        for (before, after) in [("", ""), ("(&", ")"), ("(a=", ")"), ("a:", ":=b")] {
            let text = format!("{before}{}{after}", part.repeat((1 << 19) / part.len()));
            let filter = Filter::parse(&text);
            assert!(filter.faults().len() <= MOST && filter.remarks().len() <= MOST);
            assert!(filter.nodes().len() <= MOST_NODES);
        }
    }
    let nested = |depth| format!("{}(a=b){}", "(!".repeat(depth), ")".repeat(depth));
    let deep = Filter::parse(&nested(MAX_DEPTH));
    assert!(deep.faults().is_empty() && !deep.is_too_deep());
    let too_deep = Filter::parse(&nested(MAX_DEPTH + 1));
    assert!(too_deep.faults().is_empty() && too_deep.is_too_deep());
}

/// The value that an assertion value stands for.
fn unescaped(value: &str) -> String {
    let mut pieces = value.split('\\');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text.push(char::from(u8::from_str_radix(&piece[..2], 16).unwrap()));
        text += &piece[2..];
    }
    text
}

/// Filters of RFC 4515.
fn strict() -> impl Strategy<Value = String> {
    let attribute = "[a-zA-Z][a-z0-9-]{0,4}(;[a-z0-9-]{1,3}){0,2}|[0-2](\\.(0|[1-9][0-9]?)){1,3}";
    let value = || "([^*()\\\\\\x00]|\\\\[0-9a-fA-F]{2}){0,5}";
    let item = prop_oneof![
        (attribute, "=|~=|>=|<=", value()).prop_map(|(a, o, v)| format!("({a}{o}{v})")),
        attribute.prop_map(|a| format!("({a}=*)")),
        (
            attribute,
            value(),
            proptest::collection::vec("([^*()\\\\\\x00]|\\\\[0-9a-f]{2}){1,3}", 0..3),
            value()
        )
            .prop_map(|(a, i, any, f)| {
                let any: String = any.iter().map(|any| format!("{any}*")).collect();
                format!("({a}={i}*{any}{f})")
            }),
        (attribute, "(:dn)?(:([a-z]{3,5}|1\\.[1-9]))?", value())
            .prop_map(|(a, r, v)| format!("({a}{r}:={v})")),
        ("(:dn)?:([a-c]{1,5}|2\\.0\\.1)", value()).prop_map(|(r, v)| format!("({r}:={v})")),
    ];
    item.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            ("[&|]", proptest::collection::vec(inner.clone(), 1..4))
                .prop_map(|(o, filters)| format!("({o}{})", filters.concat())),
            inner.prop_map(|filter| format!("(!{filter})")),
        ]
    })
}

proptest! {
    #[test]
    fn filters_of_the_rfc_are_taken(text in strict()) {
        let filter = Filter::parse(&text);
        prop_assert_eq!(filter.faults(), []);
        prop_assert_eq!(filter.remarks(), []);
        prop_assert_eq!(&filter.nodes()[0].at, &(0..text.len()));
    }

    /// Nothing is read where it is not, and nothing between two characters.
    #[test]
    fn places_are_in_the_text(text in proptest::collection::vec(proptest::sample::select(&PARTS[..]), 0..12)) {
        let text = text.concat();
        shape::assert_ranges(&text);
        shape::assert_same_again(&text);
        shape::assert_same_verdict(&text);
    }

    #[test]
    fn an_escaped_value_is_a_value(value in "[*()\\\\\\x00a2\u{e9}=]{0,8}") {
        let escaped = escape(&value);
        let text = format!("(a={escaped})");
        let filter = Filter::parse(&text);
        prop_assert!(filter.faults().is_empty() && filter.remarks().is_empty());
        prop_assert_eq!(unescaped(&escaped), value);
    }
}
