//! `usersec man`: one page with all commands, read from the same table of arguments as `--help`.

use std::io::{self, Write};

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory as _};
use roff::{Roff, bold, italic, roman};

use super::arguments::Arguments;
use super::exit;
use super::paths::POLICY;

const EXIT_STATUS: [(&str, &str); 3] = [
    ("0", "Nothing was found at or above --fail-on, or the command did what it was asked for."),
    (
        "1",
        "Something was found at or above --fail-on, certs found errors, --diff would change something, or an \
     expectation of map is not met.",
    ),
    ("2", "Wrong usage, a file that cannot be read or written, or a policy with mistakes in it."),
];

const FILES: [(&str, &str); 2] = [
    (
        POLICY,
        "The policy: levels of rules, exceptions with their reasons, files that are not looked at. The nearest \
         one holds, upwards from each document and no further than the folder that holds .git; its globs are relative to its folder. \
         `usersec init` writes one that explains itself; `usersec schema --config` prints its JSON Schema.",
    ),
    (
        ".pre-commit-config.yaml",
        "Where pre-commit reads which hooks run; `usersec init` writes one, or prints what to add to it.",
    ),
];

const ENVIRONMENT: [(&str, &str); 2] = [
    ("NO_COLOR", "Set and not empty, it turns colours off, unless --color says `always`."),
    ("TERM", "So does `dumb`."),
];

pub(super) fn run(out: &mut dyn Write) -> io::Result<u8> {
    out.write_all(page(Arguments::command()).as_bytes()).map(|()| exit::SUCCESS)
}

/// The page; the characters beyond ASCII by their numbers, which every formatter reads.
fn page(mut command: Command) -> String {
    command.build();
    let mut roff = Roff::new();
    let version = command.get_version().unwrap_or_default();
    let about = text(command.get_about());
    roff.control("SH", ["NAME"]);
    roff.text([roman(format!("usersec - {about}"))]);
    roff.control("SH", ["SYNOPSIS"]);
    for (number, subcommand) in command.get_subcommands().enumerate() {
        if number > 0 {
            roff.control("br", []);
        }
        let usage = usage(subcommand);
        let (name, rest) = usage.split_once(subcommand.get_name()).unwrap_or_default();
        roff.text([bold(format!("{name}{}", subcommand.get_name())), roman(rest)]);
    }
    roff.control("SH", ["DESCRIPTION"]);
    paragraphs(&text(command.get_long_about().or(command.get_about())), &mut roff);
    roff.control("SH", ["COMMANDS"]);
    for subcommand in command.get_subcommands() {
        describe(subcommand, &mut roff);
    }
    for (title, items) in
        [("EXIT STATUS", &EXIT_STATUS[..]), ("FILES", &FILES), ("ENVIRONMENT", &ENVIRONMENT)]
    {
        roff.control("SH", [title]);
        for (item, words) in items {
            roff.control("TP", []);
            roff.text([bold(*item)]);
            roff.text([roman(*words)]);
        }
    }
    let escape = |c: char| match c.is_ascii() {
        true => c.to_string(),
        false => format!("\\[u{:04X}]", u32::from(c)),
    };
    // By hand, because the crate leaves an empty date out. There is none: the page is made when it is read.
    let title = format!(".TH USERSEC 1 \"\" \"usersec {version}\" \"User Commands\"\n");
    title.chars().chain(roff.to_roff().chars()).map(escape).collect()
}

/// What a command is called with, as its help says.
fn usage(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let words: Vec<&str> = usage.trim_start_matches("Usage:").split_whitespace().collect();
    words.join(" ")
}

fn describe(command: &Command, roff: &mut Roff) {
    roff.control("SS", [usage(command).as_str()]);
    paragraphs(&text(command.get_long_about().or(command.get_about())), roff);
    let mut arguments: Vec<&Arg> =
        command.get_arguments().filter(|argument| !argument.is_hide_set()).collect();
    // As help groups them.
    arguments.sort_by_key(|argument| !argument.is_positional());
    let mut headings: Vec<Option<&str>> = Vec::new();
    for argument in &arguments {
        if !headings.contains(&argument.get_help_heading()) {
            headings.push(argument.get_help_heading());
        }
    }
    for heading in headings {
        if let Some(heading) = heading {
            roff.control("PP", []);
            roff.text([italic(heading)]);
        }
        for argument in arguments.iter().filter(|argument| argument.get_help_heading() == heading) {
            describe_argument(argument, roff);
        }
    }
    let after = text(command.get_after_long_help().or(command.get_after_help()));
    if !after.is_empty() {
        roff.control("PP", []);
        paragraphs(&after, roff);
    }
}

fn describe_argument(argument: &Arg, roff: &mut Roff) {
    roff.control("TP", []);
    let takes_value = argument.get_action().takes_values();
    let names = argument.get_value_names().unwrap_or_default().iter().map(|name| name.as_str());
    let value = names.collect::<Vec<_>>().join(" ");
    let short = argument.get_short().map(|short| format!("-{short}"));
    let long = argument.get_long().map(|long| format!("--{long}"));
    let mut head = Vec::new();
    for name in [short, long].into_iter().flatten() {
        if !head.is_empty() {
            head.push(roman(", "));
        }
        head.push(bold(name));
    }
    if takes_value {
        if !head.is_empty() {
            head.push(roman(" "));
        }
        head.push(italic(value));
    }
    roff.text(head);
    roff.text([roman(text(argument.get_long_help().or(argument.get_help())))]);
    let values = argument.get_possible_values();
    if takes_value && !values.is_empty() && !argument.is_hide_possible_values_set() {
        let defaults = argument.get_default_values();
        roff.control("RS", []);
        for value in values.iter().filter(|value| !value.is_hide_set()) {
            let is_default = defaults.iter().any(|default| default == value.get_name());
            roff.control("IP", [value.get_name(), "12"]);
            let words = text(value.get_help());
            roff.text([roman(if is_default { format!("{words} (the default)") } else { words })]);
        }
        roff.control("RE", []);
    }
}

/// Paragraphs, which an empty line parts.
fn paragraphs(text: &str, roff: &mut Roff) {
    for (number, paragraph) in text.split("\n\n").enumerate() {
        if number > 0 {
            roff.control("PP", []);
        }
        roff.text([roman(paragraph.replace('\n', " "))]);
    }
}

/// Without what colours it.
fn text(styled: Option<&StyledStr>) -> String {
    styled.map(ToString::to_string).unwrap_or_default()
}
