//! A name, spelled canonically, is the same name; also through the public types.

use crate::language::Language as _;
use crate::ldap::dn::shape;
use crate::placeholder::Templates;
use crate::{Dn, Linter};

pub(super) fn holds(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    shape::assert_name(&text);
    shape::assert_template(&text);
    shape::assert_plain(&text);
    if !Dn::parse(&text).faults().is_empty() {
        return;
    }
    let Some(dn) = of_settings(&text) else { return };
    let spelled = dn.to_string();
    // With its control characters escaped, something in it may be a template, which is somebody else's text.
    if Templates::well_known().find(&spelled).next().is_some() {
        return;
    }
    let again = of_settings(&spelled).unwrap_or_else(|| panic!("{spelled:?} of {text:?} is a name"));
    assert_eq!(again.rdns(), dn.rdns(), "{spelled:?} of {text:?}");
    assert_eq!(again.to_string(), spelled, "of {text:?}");
}

/// The name as the typed settings have it; none if there is a fault in it, or something stands for it.
fn of_settings(text: &str) -> Option<Dn> {
    let body = serde_json::json!({"ldap": {"bindUsername": text}});
    let settings = Linter::new().check(body.to_string()).into_settings().ok()?;
    let bind_username = settings.ldap?.bind_username?;
    assert_eq!(bind_username.as_str(), text);
    bind_username.dn().cloned()
}
