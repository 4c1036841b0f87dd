//! The commands of both pages, as they stand there. Their variables are no credentials, and the id of the project is
//! filled in later.

use crate::calls::{rules_in, said_in};

/// The update with a token and with keys; the DELETE with a token and with keys.
fn commands() -> [&'static str; 4] {
    let commands: Vec<_> = include_str!("../payloads/vendor-curl.txt").trim_end().split("\n\n").collect();
    commands.try_into().expect("four commands")
}

/// A payload has to stand where the page has `{ <Payload> }`, and then it is checked.
#[track_caller]
fn needs_its_payload(command: &str) {
    assert_eq!(rules_in("update.sh", command), ["json-syntax"], "as it stands there it is no body");
    let said = said_in("update.sh", command);
    assert!(
        said.contains("`<Payload>` stands for the body") && said.contains("-d '{ <Payload> }'"),
        "{said}"
    );
    let filled_in = |payload| command.replace("{ <Payload> }", payload);
    assert_eq!(rules_in("update.sh", &filled_in(r#"{"ldap":{"port":636}}"#)), [""; 0]);
    assert_eq!(rules_in("update.sh", &filled_in(r#"{"ldap":{"port":"636"}}"#)), ["wrong-type"]);
}

#[test]
fn the_update_with_a_token_needs_its_payload_and_nothing_else() {
    needs_its_payload(commands()[0]);
}

#[test]
fn the_update_with_keys_needs_its_payload_and_nothing_else() {
    needs_its_payload(commands()[1]);
}

#[test]
fn the_delete_with_a_token_has_no_finding() {
    assert_eq!(rules_in("delete.sh", commands()[2]), [""; 0]);
}

#[test]
fn the_delete_with_keys_has_no_finding() {
    assert_eq!(rules_in("delete.sh", commands()[3]), [""; 0]);
}

/// Where the variables are filled in, there is something to be said.
#[test]
fn what_stands_for_the_variables_is_a_credential() {
    for command in &commands()[2..] {
        let command = command.replace("${ACCESS_TOKEN}", "abc.def.ghi");
        let command = command.replace("${PUBLIC_KEY}:${PRIVATE_KEY}", "abcdefgh:0-1-2");
        assert_eq!(rules_in("delete.sh", &command), ["credentials-in-request"], "{command}");
    }
}
