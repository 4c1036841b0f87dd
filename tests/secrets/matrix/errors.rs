//! Errors: their words, their `Debug`, what they come from, and what a panic says that is made of one.

use std::error::Error;
use std::fmt::Debug;
use std::panic::catch_unwind;

use usersec::{ApiError, Baseline, Policy, Response, Setting, State};

use super::{Place, nothing_leaks, output};
use crate::shown::secret;

/// What a program shows of an error that it did not expect.
fn told<T: Debug, E: Error>(result: Result<T, E>) -> String {
    let Err(error) = &result else { panic!("{result:?} is no error") };
    let mut all = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(inner) = source {
        all += &format!(" {inner} {inner:?}");
        source = inner.source();
    }
    all + &panicked(result)
}

/// What a panic says.
fn panicked<T: Debug, E: Error>(result: Result<T, E>) -> String {
    let panic = catch_unwind(std::panic::AssertUnwindSafe(|| result.map(|_| ()).expect("unexpected")));
    let payload = panic.expect_err("it panics");
    payload.downcast_ref::<String>().expect("a text").clone()
}

fn refused(text: &str) -> Vec<(&'static str, String)> {
    vec![
        ("PolicyError", told(Policy::parse(text))),
        ("PolicyFault", told(Err::<(), _>(Policy::parse(text).expect_err("a fault").faults()[0].clone()))),
        ("BaselineError", told(Baseline::parse(text))),
        ("StateError", told(State::parse(text))),
        ("ResponseError", told(Response::parse(text))),
        ("ApiErrorFault", told(ApiError::parse(text))),
        ("UnknownSetting", told(text.parse::<Setting>())),
        ("NotJson", told(usersec::check_value(&std::collections::BTreeMap::from([(vec![text], text)])))),
    ]
}

#[test]
fn errors_and_their_panics_show_no_secret() {
    let texts = [
        "{\"ldap\": {\"bindPassword\": \"@\"",
        "{\"ldap\": {\"bindPassword\": \"@\"},}",
        "[{\"bindPassword\": \"@\"}]",
        "{'bindPassword': '@'}",
        "bindPassword: @\n",
        "bindPassword = @\n",
        "export PASSWORD=@\n",
        "[[ignore]]\npassword = \"@\"\n{",
        "\"password=@\" {",
        "password @",
    ];
    let places: Vec<Place> = texts
        .iter()
        .map(|text| {
            let secret = secret(text);
            Place { name: format!("in `{text}`"), text: text.replace('@', &secret), secret }
        })
        .collect();
    let all = output("errors", "unexpected", |place| {
        let told = refused(&place.text);
        assert!(told.iter().all(|(_, told)| told.contains("unexpected: ")), "each of them panics");
        told.into_iter().map(|(name, told)| format!("{name}: {told}\n")).collect()
    });
    nothing_leaks(&places, &[all]);
}
