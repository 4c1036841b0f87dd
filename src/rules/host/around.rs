//! What people write around a host.

use super::{HOST, HOSTNAME, NO_SUCH_HOST, Subject, faults};
use crate::edits::insert_member;
use crate::fix::Safety;
use crate::ldap::host::{HostFault, Scheme};
use crate::ldap::port::Port;
use crate::payload::{ObjectAt, Payload};
use crate::rule::{Case, Check, Consequence, Example, Group, Rule, Sink};

pub(crate) static RULES: &[Rule] = &[
    Rule {
        name: "hostname-whitespace",
        group: Group::Host,
        cases: &[Case::error(Consequence::LockedOut, HOST)],
        summary: "White space stands before or after the host.",
        explain: "\
Blanks, tabs and line breaks are part of the value: the database would look for a server whose name begins or \
ends with them, and find none. They get in with a copied line, or with a secret that was read from a file.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":" ldap.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com\n"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_whitespace),
        yields_to: &[],
    },
    Rule {
        name: "hostname-scheme",
        group: Group::Host,
        cases: &[Case::error(Consequence::LockedOut, NO_SUCH_HOST)],
        summary: "The host has a scheme such as `ldaps://` before it.",
        explain: "\
`hostname` is a bare host, not a URL. Atlas speaks LDAP over TLS and nothing else, so there is no scheme to \
choose: `ldaps://` says nothing new, and `ldap://` cannot be had. With a scheme before it, or half of one \
(`ldaps:`), the database would look for a server of another name, and find none. `srv:` and `srv_raw:` are of \
the database's own configuration file (mongod.conf); the contract has no such thing.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"ldaps://ldap.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap://ldap.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldaps:ldap.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"srv:mycompany.com"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_scheme),
        yields_to: &[],
    },
    Rule {
        name: "hostname-port",
        group: Group::Host,
        cases: &[Case::error(Consequence::LockedOut, NO_SUCH_HOST)],
        summary: "The host has a port after it.",
        explain: "\
The port is a member of its own: `port`, 636 by default. `host:port` is the form of the database's own \
configuration file (mongod.conf); here, the database would look for a server of that name, and find none.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com:636"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com:636","port":636}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com:1636","port":636}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com,636"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com","port":636}}"#)],
        check: Check::OddHost(hostname_port),
        yields_to: &[],
    },
    Rule {
        name: "hostname-list",
        group: Group::Host,
        cases: &[
            Case::warning(Consequence::Suspicious, HOSTNAME).when("the hosts stand between commas").strict(),
            Case::error(Consequence::LockedOut, NO_SUCH_HOST)
                .when("there is a semicolon or white space between them"),
        ],
        summary: "There is a list of hosts where one host belongs.",
        explain: "\
The contract knows one host. A page of the vendor's shows two with a comma between them, as the database's \
own configuration file takes them; whether that works here is not recorded, so it is a warning. Lists \
with semicolons or blanks are shown nowhere.\n\n\
For more than one server, use a name that stands for all of them.",
        bad: &[
            Example::body(r#"{"ldap":{"hostname":"ldap1.mycompany.com,ldap2.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap1.mycompany.com;ldap2.mycompany.com"}}"#),
            Example::body(r#"{"ldap":{"hostname":"ldap1.mycompany.com ldap2.mycompany.com"}}"#),
        ],
        good: &[Example::body(r#"{"ldap":{"hostname":"ldap.mycompany.com"}}"#)],
        check: Check::OddHost(hostname_list),
        yields_to: &[],
    },
];

fn hostname_whitespace(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, fault) in faults(payload, Subject::Whitespace) {
        let text = field.value.text;
        let span = text.span(fault.at.clone());
        if fault.at.len() == text.as_str().len() {
            sink.report(span, "there is nothing but white space").help("name the LDAP host");
            continue;
        }
        let message = match fault.at.start {
            0 => {
                "white space before the host: it is part of the name, and the database would find no such server"
            }
            _ => {
                "white space after the host: it is part of the name, and the database would find no such server"
            }
        };
        sink.report(span, message).help("remove it").fix(Safety::Safe, [text.replace(fault.at.clone(), "")]);
    }
}

fn hostname_scheme(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, fault) in faults(payload, Subject::Scheme) {
        let HostFault::Scheme { scheme, before_host } = fault.kind else { continue };
        let text = field.value.text;
        let shown = sink.quote(text, fault.at.clone());
        let bare = || format!("{shown} does not belong here: `hostname` is a bare host");
        let (message, help) = match scheme {
            Scheme::Ldaps => (bare(), "remove it: LDAP over TLS is all there is"),
            Scheme::Other => {
                (bare(), "remove it: the database speaks LDAP over TLS only, usually at port 636")
            }
            Scheme::Half => (bare(), "remove it, and write nothing but the host"),
            Scheme::Srv => (
                format!("{shown} is a form of mongod's: the contract has no such thing"),
                "write the name of a host, such as one that the SRV record tells of",
            ),
            Scheme::Member => {
                (format!("{shown} is the name of the member, and no part of the host"), "remove it")
            }
        };
        let safety = if scheme == Scheme::Ldaps { Safety::Safe } else { Safety::Hint };
        // Without a host after it there is more to mend than this; and a domain need not be a host.
        let edit = (before_host && scheme != Scheme::Srv).then(|| text.replace(fault.at.clone(), ""));
        sink.report(text.span(fault.at.clone()), message).help(help).fix(safety, edit);
    }
}

fn hostname_port(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    let free = payload.ldap().filter(|_| has_one_port(payload)).filter(has_no_port);
    for (field, fault) in faults(payload, Subject::Port) {
        let HostFault::Port { number, is_number, after_host } = fault.kind else { continue };
        let text = field.value.text;
        let span = text.span(fault.at.clone());
        let shown = sink.quote(text, fault.at.clone());
        let Some(number) = number.filter(|&number| number > 0) else {
            let message = format!("{shown} does not belong here: `hostname` is a bare host");
            sink.report(span, message).help(match is_number {
                true => "remove it, and write the port into `port`",
                false => "write the host alone, and the port into `port`",
            });
            continue;
        };
        let remove = after_host.then(|| text.replace(fault.at.clone(), ""));
        let port = payload.port.as_ref().map(|port| (port.span, port.value));
        match port {
            Some((port, Port::Valid(same))) if same == number => {
                let message = format!("{shown} does not belong here: `port` says it already");
                sink.report(span, message)
                    .related(port, "the port")
                    .help("remove it")
                    .fix(Safety::Safe, remove);
            }
            Some((port, Port::Valid(other))) => {
                let message = format!("{shown} does not belong here, and `port` says {other}");
                sink.report(span, message)
                    .related(port, "the other port")
                    .help("remove it, and write the port that is meant into `port`");
            }
            _ => {
                let insert = free.map(|ldap| insert_member(ldap, &format!("\"port\":{number}")));
                let edits = remove.zip(insert).map(|(remove, insert)| [remove, insert]);
                let message = format!("{shown} does not belong here: the port is a member of its own");
                sink.report(span, message)
                    .help("move it into `port`")
                    .fix(Safety::Hint, edits.into_iter().flatten());
            }
        }
    }
}

/// Whether a single port stands in the value, after a single host: there is one place to move it to.
fn has_one_port(payload: &Payload<'_>) -> bool {
    let count = |wanted| faults(payload, wanted).take(2).count();
    count(Subject::Port) == 1 && count(Subject::List) == 0
}

/// Also a port that is misspelt would be one as soon as it is mended.
fn has_no_port(ldap: &ObjectAt<'_>) -> bool {
    !ldap.members.iter().any(|member| member.name.as_str().eq_ignore_ascii_case("port"))
}

fn hostname_list(payload: &Payload<'_>, sink: &mut Sink<'_>) {
    for (field, fault) in faults(payload, Subject::List) {
        let span = field.value.text.span(fault.at.clone());
        let HostFault::List { separator, may_be_one } = fault.kind else { continue };
        let (case, what, one) = match separator {
            ',' => (0, "a comma", "write a dot for the comma"),
            ';' => (1, "a semicolon", "remove the semicolon"),
            _ => (1, "white space", "remove the blank"),
        };
        let help = "name one host, or one name that stands for several";
        sink.report_case(case, span, format!("{what} in the host: the contract knows one host, not a list"))
            .help(if may_be_one { format!("{help}; if it is one name, {one}") } else { help.to_owned() });
    }
}
