//! `port`.

use crate::fix::{Edit, Safety};
use crate::ldap::port::Port;
use crate::payload::Payload;
use crate::rule::{Basis, Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "port-out-of-range",
        group: Group::Host,
        cases: &[Case::error(
            Consequence::LockedOut,
            Basis::Standard("RFC 9293 §3.1: ports are 16 bits; RFC 6335 §6: port 0 is reserved"),
        )],
        summary: "The port is outside 1–65535.",
        explain: "\
TCP ports are numbers from 1 to 65535. The contract says no more than `integer(int32)`, so the API's schema \
takes 0 and 70000 as well; nothing can listen there. LDAP over TLS is usually at 636.",
        bad: &[Example::body(r#"{"ldap":{"port":70000}}"#), Example::body(r#"{"ldap":{"port":0}}"#)],
        good: &[Example::body(r#"{"ldap":{"port":636}}"#)],
        check: Check::Body(port_out_of_range),
        yields_to: &[],
    },
    Rule {
        name: "port-not-integer",
        group: Group::Host,
        cases: &[
            Case::error(Consequence::Breach, Basis::Contract("port: integer(int32)"))
                .when("it is no integer, or has more than 32 bits"),
            Case::warning(Consequence::Breach, Basis::Contract("port: integer(int32)"))
                .when("it is an integer, but written with a fraction or an exponent"),
        ],
        summary: "The port is not written as a 32-bit integer.",
        explain: "\
The contract says `integer(int32)`. A fraction is no port, and a number beyond 32 bits does not fit. `636.0` \
and `6.36e2` amount to an integer, but readers that go by the spelling take them for something else.",
        bad: &[
            Example::body(r#"{"ldap":{"port":636.5}}"#),
            Example::body(r#"{"ldap":{"port":99999999999}}"#),
            Example::body(r#"{"ldap":{"port":636.0}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"port":636}}"#)],
        check: Check::Body(port_not_integer),
        yields_to: &[],
    },
    Rule {
        name: "port-plaintext",
        group: Group::Host,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Documented("Atlas connects to the LDAP server over TLS"),
        )],
        summary: "The port is one of LDAP without TLS.",
        explain: "\
At 389 directories speak LDAP without TLS, or begin without it (StartTLS); 3268 is the same for the global \
catalogue of Active Directory. Atlas speaks TLS from the first byte on, which a server that has no TLS there \
does not understand. With TLS the ports are 636 and 3269.",
        bad: &[Example::body(r#"{"ldap":{"port":389}}"#), Example::body(r#"{"ldap":{"port":3268}}"#)],
        good: &[Example::body(r#"{"ldap":{"port":636}}"#), Example::body(r#"{"ldap":{"port":3269}}"#)],
        check: Check::Body(port_plaintext),
        yields_to: &[],
    },
    Rule {
        name: "port-mongodb",
        group: Group::Host,
        cases: &[Case::warning(
            Consequence::Suspicious,
            Basis::Documented(
                "27015 to 27017 are the ports of Atlas, 27017 to 27019 the defaults of MongoDB",
            ),
        )],
        summary: "The port is one of MongoDB's own.",
        explain: "\
Clients connect to Atlas at the ports 27015 to 27017, and MongoDB's own programs listen at 27017 to 27019 \
unless told otherwise. `port` is where the directory listens: usually 636, as LDAP over TLS has it.",
        bad: &[Example::body(r#"{"ldap":{"port":27017}}"#)],
        good: &[Example::body(r#"{"ldap":{"port":636}}"#)],
        check: Check::Body(port_mongodb),
        yields_to: &[],
    },
];

fn port_out_of_range(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.port else { return };
    if let Port::OutOfRange(port) = field.value {
        sink.report(field.span, format!("{port} is no TCP port: those are 1 to 65535"))
            .help("LDAP over TLS is usually at 636");
    }
}

fn port_not_integer(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.port else { return };
    match field.value {
        Port::NotInteger { integral: Some(port @ 1..=65535) } => {
            sink.report_case(
                1,
                field.span,
                "the contract wants an integer; not every reader takes this for one",
            )
            .help(format!("write {port}"))
            .fix(Safety::Safe, [Edit { span: field.span, text: port.to_string() }]);
        }
        Port::NotInteger { integral } => {
            let message = match integral {
                Some(_) => "the contract wants an integer, and this is no port either",
                None => "the contract wants an integer; a port has no fraction",
            };
            sink.report(field.span, message).help("write a number from 1 to 65535");
        }
        Port::BeyondInt32 => {
            sink.report(field.span, "the contract wants an integer of 32 bits; this has more")
                .help("write a number from 1 to 65535");
        }
        Port::Valid(_) | Port::OutOfRange(_) => {}
    }
}

fn port_plaintext(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.port else { return };
    let (message, tls) = match field.value {
        Port::Valid(389) => ("389 is the port of LDAP without TLS, and the database speaks TLS only", 636),
        Port::Valid(3268) => {
            ("3268 is the port of the global catalogue without TLS, and the database speaks TLS only", 3269)
        }
        _ => return,
    };
    sink.report(field.span, message)
        .help(format!("with TLS it is {tls}"))
        .fix(Safety::Hint, [Edit { span: field.span, text: tls.to_string() }]);
}

fn port_mongodb(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let Some(field) = &payload.port else { return };
    if let Port::Valid(port @ 27015..=27019) = field.value {
        sink.report(field.span, format!("{port} is a port of MongoDB itself, and not of a directory"))
            .help("LDAP over TLS is usually at 636")
            .fix(Safety::Hint, [Edit { span: field.span, text: "636".to_owned() }]);
    }
}
