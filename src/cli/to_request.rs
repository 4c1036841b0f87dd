//! `usersec to-request`.

use std::io::{self, Read, Write};

use super::arguments::ToRequestOptions;
use super::{Surroundings, exit, files};
use crate::api::response::{EXPLAINED, RequestDraft, Response, ResponseError};
use crate::quote::printable;

const NO_TEMPLATE: &str = "--bind-password takes a template that is filled in later, such as \
                           '${LDAP_BIND_PASSWORD}', and not a password";

pub(super) fn run(
    options: &ToRequestOptions,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
    _surroundings: Surroundings,
) -> io::Result<u8> {
    let response = files::named(&options.answer, stdin).and_then(|(name, content)| {
        let name = printable(&name).into_owned();
        match Response::parse(content) {
            Ok(response) => Ok((name, response)),
            Err(error) => Err(format!("{name}: {}", in_words(error))),
        }
    });
    let (path, response) = match response {
        Ok(response) => response,
        Err(error) => return writeln!(err, "usersec: {error}").map(|()| exit::FAILURE),
    };
    let draft = match &options.bind_password {
        None => Some(response.to_request()),
        Some(template) => response.to_request_with(template),
    };
    let Some(draft) = draft else {
        return writeln!(err, "usersec: {NO_TEMPLATE}").map(|()| exit::FAILURE);
    };
    writeln!(out, "{}", draft.body())?;
    if !options.quiet {
        // The body first, and then what is said of it.
        out.flush()?;
        for line in notices(&draft, options.bind_password.is_some()) {
            writeln!(err, "usersec: {path}: {line}")?;
        }
    }
    Ok(exit::SUCCESS)
}

/// What is wrong, and what may help.
fn in_words(error: ResponseError) -> String {
    match error {
        ResponseError::Failed { .. } => {
            format!("{error}; {EXPLAINED}")
        }
        _ => error.to_string(),
    }
}

/// What the reader of the body has to know.
fn notices(draft: &RequestDraft, is_filled: bool) -> Vec<&'static str> {
    let mut notices = Vec::new();
    match (draft.dropped_password_is_told(), draft.dropped_bind_password()) {
        (true, _) => notices.push(
            "there was a `bindPassword` in it, which no answer has; it is left out: change the password if \
             the document was shared",
        ),
        (false, true) => {
            notices.push("there was a `bindPassword` in it, which no answer has; it is left out")
        }
        (false, false) => {}
    }
    if draft.dropped_other_secret() {
        notices.push(
            "there was another secret in it, a password or a private key; the member that held it is left out: \
             change the secret if the document was shared",
        );
    }
    if draft.lacks_bind_password() {
        notices.push(
            "to be filled in: `bindPassword`, which no answer has, if you change `bindUsername`; without it \
             the stored password is kept",
        );
    }
    if is_filled && !draft.names_account() {
        notices.push("the body has no `bindUsername`, so no `bindPassword` was put in");
    }
    notices
}
