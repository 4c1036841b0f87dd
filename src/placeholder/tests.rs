use proptest::prelude::*;

use super::*;

/// What stands in a text, by the forms of most people.
fn usual(text: &str, extent: Extent) -> Option<Placeholder> {
    find(text, extent, &Templates::default())
}

#[test]
fn templates() {
    for text in [
        "${HOST}",
        "a.${X:-b}.c",
        "{{ ldap_host }}",
        "{{host|lower}}",
        "%(pw)s",
        "${.a}",
        "{{ lookup('file', 'ca.pem') }}",
    ] {
        assert_eq!(usual(text, Extent::Part), Some(Placeholder::Template), "{text}");
    }
    for text in ["{0}", "{USER}", "{{0}}", "{{USER}}", "${0}", "$1", "a%20b", "(.*){2}", "{foo}{0}", "$(id)"]
    {
        assert_eq!(usual(text, Extent::Part), None, "{text}");
    }
}

#[test]
fn lines_of_templates() {
    let is_template = |line: &str| Templates::default().make_up(line);
    for line in ["${CA}", " {{ ca }}\r", "%(ca)s", "${A}${B}", "{{ a }} ${B}", "${{ secrets.CA }}"] {
        assert!(is_template(line), "{line}");
    }
    for line in ["", "# ${CA}", "from ${CA}", "${CA} is it", "${A},${B}", "{}", "$", "MIIB${A}"] {
        assert!(!is_template(line), "{line}");
    }
    assert!(!is_template(&"${a}#".repeat(300_000)));
}

#[test]
fn literals_of_the_documentation() {
    let at = |text| match usual(text, Extent::Part) {
        Some(Placeholder::Documentation(range)) => &text[range],
        _ => "",
    };
    assert_eq!(at("string"), "string");
    assert_eq!(at("<okta-instance-id>.ldap.okta.com"), "<okta-instance-id>");
    assert_eq!(at("DC=<managed-domain>,DC=com"), "<managed-domain>");
    for text in ["strings", "CN=<user>,DC=com", "OU=<b>", "<GUID=0f-0e>", "a<b-c", "<-->"] {
        assert_eq!(usual(text, Extent::Part), None, "{text}");
    }
}

#[test]
fn many_opening_brackets_cost_no_more() {
    for open in ["<", "${", "{{", "%("] {
        assert_eq!(usual(&open.repeat(300_000), Extent::Part), None);
    }
}

#[test]
fn a_password_has_to_be_one_as_a_whole() {
    assert_eq!(usual("Xy${a}z", Extent::Whole), None);
    assert_eq!(usual("a<b-c>d", Extent::Whole), None);
    for text in [" ${PASSWORD}\n", "${{ secrets.PASSWORD }}", "${USER_PART}${SECRET_PART}"] {
        assert_eq!(usual(text, Extent::Whole), Some(Placeholder::Template), "{text}");
    }
    assert_eq!(usual("<bind-password>", Extent::Whole), Some(Placeholder::Documentation(0..15)));
}

/// The forms, as a policy writes them.
fn forms(forms: &[&str]) -> Templates {
    forms
        .iter()
        .map(|form| form.split_once('…').expect(form))
        .map(|(open, close)| Template::new(open, close))
        .collect()
}

#[test]
fn a_policy_says_what_stands_for_a_value() {
    for (form, text) in [
        ("<%=…%>", "<%= ldap_host %>"),
        ("<%…%>", "a.<%= ldap_host %>.c"),
        ("<%…%>", "<%- host -%>"),
        ("@@…@@", "@@LDAP_HOST@@"),
        ("@@…@@", "1@@ @@HOST@@"),
        ("__…__", "__LDAP_HOST__"),
        ("#{…}#", "#{Host}#"),
        ("$(…)", "$(LDAP_HOST)"),
        ("((…))", "((vault.ldap-host))"),
        ("[[…]]", "[[ host ]]"),
        ("%…%", "%HOST%"),
        ("{…}", "{host}"),
        ("«…»", "«host»"),
    ] {
        assert_eq!(find(text, Extent::Part, &forms(&[form])), Some(Placeholder::Template), "{form}: {text}");
        assert_eq!(usual(text, Extent::Part), None, "{text}");
        assert_eq!(find(text, Extent::Part, &forms(&[])), None, "{text}");
    }
    for (form, text) in [
        ("<%=…%>", "${HOST}"),
        ("@@…@@", "@@0@@"),
        ("@@…@@", "@@@@@@"),
        ("@@…@@", "a@@b"),
        ("{…}", "{0}{USER}{PROVIDED_USER}"),
        ("[[…]]", "[[:alpha:]]+"),
        ("$(…)", "$(\nid)"),
    ] {
        assert_eq!(find(text, Extent::Part, &forms(&[form])), None, "{form}: {text}");
    }
    // What the documentation puts there is none of a template engine.
    assert!(find("<okta-instance-id>", Extent::Part, &forms(&[])).is_some());
}

#[test]
fn lines_of_other_templates() {
    let is_template = |form: &str, line: &str| forms(&[form]).make_up(line);
    assert!(is_template("@@…@@", "@@A@@@@B@@"));
    assert!(is_template("((…))", "((a)) ((b))"));
    assert!(!is_template("@@…@@", "@@A@@x@@B@@"));
    assert!(!is_template("@@…@@", "${A}"));
}

#[test]
fn forms_are_shown_as_they_are_written() {
    assert_eq!(format!("{:?}", Templates::default()), r#"["${…}", "{{…}}", "%(…)s"]"#);
    assert_eq!(forms(&["((…))"]).example("PORT").as_deref(), Some("((PORT))"));
    assert_eq!(forms(&[]).example("PORT"), None);
}

#[test]
fn signs_again_and_again_cost_no_more() {
    for form in ["@@…@@", "__…__", "<_…_>", "%…%", "((…))"] {
        let templates = forms(&[form]);
        for text in ["@@", "__", "<_", "_>", "%", "((", "("] {
            assert_eq!(find(&text.repeat(300_000), Extent::Part, &templates), None, "{form}");
            templates.make_up(&format!("{}a", text).repeat(100_000));
        }
    }
}

/// What was found when the three forms of most people were the only ones.
mod before {
    use std::ops::Range;

    pub(super) fn templates(text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for (open, close) in [("${", "}"), ("{{", "}}"), ("%(", ")s")] {
            for (at, _) in text.match_indices(open) {
                let start = at + open.len();
                let rest = &text.as_bytes()[start..];
                let near = &rest[..rest.len().min(200)];
                let stop = |byte: &u8| *byte < b' ' || open.as_bytes().last() == Some(byte);
                let near = &near[..near.iter().position(stop).unwrap_or(near.len())];
                let length = near.windows(close.len()).position(|window| window == close.as_bytes());
                let Some(length) = length else { continue };
                if is_name(&text[start..start + length]) {
                    found.push(at..start + length + close.len());
                }
            }
        }
        found
    }

    fn is_name(text: &str) -> bool {
        let name = text.trim();
        name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '.' | '$'))
            && !matches!(name, "USER" | "PROVIDED_USER")
            && !name.contains(['{', '}'])
    }
}

proptest! {
    /// What is taken at a glance for a line of one template, a look for all of them takes for one as well.
    #[test]
    fn a_plain_template_is_one_however_it_is_read(
        form in "[$({<@%_a]{1,2}…[})>@%_as]{1,2}",
        parts in prop::collection::vec(
            prop::sample::select(vec!["$", "{", "}", "%", "(", ")", "s", "{{", "}}", "${", "%(", "_", "a", "PW_1", "USER", "0", "@", "<", ">"]),
            0..6,
        ),
    ) {
        let (open, close) = form.split_once('…').unwrap_or_default();
        let line = parts.concat();
        for templates in [Templates::default(), Templates::default().and(open, close), forms(&[&form])] {
            for line in [line.clone(), format!("{open}{line}{close}"), format!("${{{line}}}")] {
                let slowly = templates.make_up_slowly(&line);
                prop_assert!(!templates.is_plain(&line) || slowly, "{line} by {templates:?}");
            }
        }
    }

    #[test]
    fn the_usual_forms_are_what_they_were(parts in prop::collection::vec(
        prop::sample::select(vec!["$", "{", "}", "%", "(", ")", "s", "{{", "}}", "${", "%(", ")s", "a", "USER", " ", "0", "\n", "|", "ä"]),
        0..30,
    )) {
        let text = parts.concat();
        let found: Vec<Range<usize>> = Templates::default().find(&text).collect();
        prop_assert_eq!(found, before::templates(&text), "{}", text);
    }

    #[test]
    fn any_text_is_searched(form in "[$({<@%]{1,2}…[})>@%]{1,2}", text in "[$(){}<>@% a-cé]{0,30}") {
        for range in forms(&[&form]).find(&text) {
            prop_assert!(text.get(range).is_some());
        }
    }
}
