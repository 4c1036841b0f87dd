//! What is wiped, and what `Debug` shows.

use std::cell::RefCell;
use std::rc::Rc;

use super::*;

const SECRET: &str = "hunter2";

#[test]
fn wiping_empties_it() {
    let mut text = Wiped::from(SECRET);
    assert_eq!(&*text, SECRET);
    text.zeroize();
    assert_eq!(&*text, "");
    let mut bytes = Wiped::from(SECRET.as_bytes().to_vec());
    assert_eq!(&*bytes, SECRET.as_bytes());
    bytes.zeroize();
    assert_eq!(&*bytes, b"");
}

/// Tells when it is wiped, and when it is dropped.
#[derive(Default)]
struct Probe(Rc<RefCell<Vec<&'static str>>>);

impl Zeroize for Probe {
    fn zeroize(&mut self) {
        self.0.borrow_mut().push("wiped");
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.0.borrow_mut().push("dropped");
    }
}

#[test]
fn it_is_wiped_before_it_is_dropped_and_where_another_takes_its_place() {
    let (one, other) = (Probe::default(), Probe::default());
    let (told, told_other) = (Rc::clone(&one.0), Rc::clone(&other.0));
    let mut copy = Wiped::from(one);
    assert!(told.borrow().is_empty());
    copy.replace(other);
    assert_eq!(*told.borrow(), ["wiped", "dropped"]);
    assert!(told_other.borrow().is_empty());
    drop(copy);
    assert_eq!(*told_other.borrow(), ["wiped", "dropped"]);
}

/// Copies that have no name outside of the function that makes them. That a type here wipes itself when it is
/// dropped is what the compiler says of it; that such a type does so, the test above.
#[test]
fn what_is_made_of_a_request_and_for_a_serialiser_is_wiped() {
    fn is_wiped_copy<T: ZeroizeOnDrop>(_: &T) {}
    let request = crate::Request::new("GET", "/x").header("Cookie", SECRET).body(SECRET);
    let message = request.message();
    is_wiped_copy(&message);
    assert_eq!(&*message, format!("GET /x HTTP/1.1\r\nCookie: {SECRET}\r\n\r\n{SECRET}").as_bytes());
    assert_eq!(request.to_message(), message.to_vec());
    let written = pretty_json(&vec![SECRET; 100]).expect("JSON");
    is_wiped_copy(&written);
    assert_eq!(&*written, serde_json::to_vec_pretty(&vec![SECRET; 100]).expect("JSON"));
    let scanned = crate::x509::pem::PemText::scan("-----BEGIN X-----\nMII=\n-----END X-----\n");
    is_wiped_copy(&scanned.blocks.first().expect("a block").der);
}

#[test]
fn it_grows_as_a_text_does() {
    let (mut wiped, mut text) = (Wiped::with_capacity(3), String::new());
    for length in 0..40 {
        let part = "é".repeat(length);
        wiped.push_str(&part);
        wiped.push('x');
        text.push_str(&part);
        text.push('x');
        assert_eq!(*wiped, *text);
    }
    assert_eq!(wiped.into_inner(), text);
}

fn is_wiped<T: ZeroizeOnDrop>() {}

/// What holds copies of secrets holds them in these (SECURITY.md, "What is wiped").
#[test]
fn copies_are_wiped_when_they_are_dropped() {
    is_wiped::<Wiped>();
    is_wiped::<Wiped<Vec<u8>>>();
    let security = include_str!("../../SECURITY.md");
    let sources = |folder: &std::path::Path| {
        let mut found = vec![folder.to_owned()];
        let mut texts = Vec::new();
        while let Some(path) = found.pop() {
            match std::fs::read_dir(&path) {
                Ok(inside) => found.extend(inside.map(|entry| entry.expect("an entry").path())),
                Err(_) => texts.push(std::fs::read_to_string(&path).expect("a text")),
            }
        }
        texts
    };
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    // Public types with such a field of their own are named there.
    let mut named = Vec::new();
    for text in sources(&root) {
        for (at, _) in text.match_indices("\npub struct ") {
            let item = text[at..].split("\n}").next().expect("a part");
            if item.contains(": Wiped") {
                named.push(
                    item[12..].split(|c: char| !c.is_alphanumeric()).next().expect("a name").to_owned(),
                );
            }
        }
    }
    assert!(named.len() > 3, "{named:?}");
    for name in named {
        assert!(security.contains(&format!("`{name}`")), "SECURITY.md does not name {name}");
    }
}

/// Types of the crate that hold a text of the document, as a panic or a maintainer would print them.
#[test]
fn debug_of_what_holds_a_document_shows_none_of_it() {
    use crate::conventions::Conventions;
    use crate::derived::Derived;
    use crate::json::Text;
    use crate::language::Language as _;
    use crate::ldap::dn::Dn;
    use crate::placeholder::Templates;
    use crate::report::PlainText;
    use crate::source::Source;
    use crate::spec::Kind;
    use crate::x509::pem::PemText;

    let body = r#"{"ldap":{"bindPassword":"hunt\u0065r2","port":"hunter2","x":[hunter2]}}"#;
    let valid = body.replace("[hunter2]", "[1]");
    let request = format!("curl -u 'a:hunter2' -H \"X: hunter2\" -d '{valid}' $'\\x41hunter2' https://h/x");
    let reading = crate::api::request::read(&request, None, &Templates::default());
    assert!(reading.calls.iter().any(|call| call.body.is_some()));
    let key = ["-----BEGIN PRIVATE KEY-----", "aHVudGVyMg==", "-----END PRIVATE KEY-----"].join("\n");
    let scanned = PemText::scan(&key);
    assert_eq!(scanned.blocks.first().expect("a block").der, SECRET.as_bytes().to_vec());
    let decoded = format!("{:?}", SECRET.as_bytes());
    for shown in [
        format!("{:?}", Source::under(Conventions::usual(), body.as_bytes(), Kind::Patch, 1000)),
        format!("{:#?}", Source::under(Conventions::usual(), valid.as_bytes(), Kind::Patch, 1000)),
        format!("{:?}", Text::literal(r"hunt\u0065r2", 0)),
        format!("{:?}", Text::plain(SECRET)),
        format!("{:?}", Derived::verbatim(&valid, 0)),
        format!("{reading:?} {reading:#?}"),
        format!("{:?}", PlainText::new(SECRET, "*******".to_owned())),
        format!("{scanned:?}"),
        format!("{:?}", Dn::parse("CN=password=hunter2,OU=password=hunter2")),
        format!("{:?}", crate::Linter::new().check(r#"{"ldap":{"bindPassword":"hunter2","port":0}}"#)),
    ] {
        assert!(!shown.is_empty());
        assert!(!shown.contains("unter2") && !shown.contains(&decoded), "{shown}");
    }
}

#[test]
fn debug_shows_how_long_it_is() {
    let shown = "(7 bytes)";
    assert_eq!(format!("{:?}", Wiped::from(SECRET)), shown);
    assert_eq!(format!("{:#?}", Wiped::from(SECRET.as_bytes().to_vec())), shown);
    assert_eq!(format!("{:?}", Hidden::Borrowed(SECRET)), shown);
    assert_eq!(format!("{:?}", Hidden::Owned(Wiped::from(SECRET))), shown);
}
