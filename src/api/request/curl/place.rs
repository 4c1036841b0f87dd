//! Where in a command curl stands, and whether what stands before it runs it.

use super::super::shell::{self, Command};
use super::{Call, Derived, Piece, Span, Variables, Word};
use crate::wiped::Wiped;

/// Where the name of curl stands.
pub(super) enum Place {
    None,
    /// In that word.
    At(usize),
    /// There, but what becomes of it is not known; and why.
    Unread(Span, &'static str),
}

/// Words of the shell, and what runs the command behind it as it stands there.
const BEFORE: [&str; 11] = ["!", "{", "do", "elif", "else", "if", "then", "until", "while", "%", ">"];

/// Commands that run the one behind their options.
const RUNNERS: [&str; 34] = [
    "builtin",
    "caffeinate",
    "chronic",
    "chrt",
    "command",
    "docker",
    "doas",
    "env",
    "eval",
    "exec",
    "flock",
    "gtimeout",
    "ionice",
    "kubectl",
    "nerdctl",
    "nice",
    "nohup",
    "op",
    "podman",
    "proxychains",
    "proxychains4",
    "retry",
    "setsid",
    "stdbuf",
    "strace",
    "sudo",
    "taskset",
    "time",
    "timeout",
    "torsocks",
    "unbuffer",
    "vault",
    "winpty",
    "xargs",
];

/// Those that take its name for that of a package, or a file.
const OTHERS: [&str; 18] = [
    "apk", "apt", "apt-get", "aptitude", "brew", "choco", "dnf", "echo", "printf", "install", "microdnf",
    "pacman", "pip", "scoop", "type", "which", "yum", "zypper",
];

const BEHIND_ANOTHER: &str = "a command of curl stands in the words of another command";

pub(super) fn of(command: &Command, text: &str) -> Place {
    let words = &command.words;
    let first = words.iter().position(|word| !is_before(word, text)).unwrap_or_default();
    let runner = words.get(first).map(|word| word.plain(text));
    let runner = runner.as_ref().and_then(|name| name.text().rsplit('/').next()).unwrap_or_default();
    let Some(curl) = words.iter().position(|word| is_curl(word, text)) else {
        // `bash -c "curl …"`, `ssh host 'curl …'`
        let is_quoted = |word: &&Word| {
            let written = text.get(word.span.range()).unwrap_or_default();
            let inside = written.trim_start_matches(['"', '\'', ' ', '\n']);
            inside.starts_with("curl ") && inside.len() < written.len()
        };
        let name = words.first().filter(|_| !OTHERS.contains(&runner));
        return match words.iter().skip(1).find(is_quoted).filter(|_| name.is_some()) {
            Some(word) => Place::Unread(word.span, BEHIND_ANOTHER),
            None => Place::None,
        };
    };
    // `docker run curlimages/curl curl -X …`
    let is_named_again = curl > first && words.get(curl + 1).is_some_and(|word| is_curl(word, text));
    let curl = curl + usize::from(is_named_again);
    if curl <= first || RUNNERS.contains(&runner) {
        return Place::At(curl);
    }
    let is_other = words.iter().take(curl).skip(first).any(|word| OTHERS.contains(&word.plain(text).text()));
    match words.get(curl) {
        // Without arguments it is a name like others.
        Some(word) if curl + 1 < words.len() && !is_other => Place::Unread(word.span, BEHIND_ANOTHER),
        _ => Place::None,
    }
}

fn is_curl(word: &Word, text: &str) -> bool {
    // As it is written: backslashes separate folders in Windows.
    let written = text.get(word.span.range()).unwrap_or_default().trim_matches(['"', '\'']);
    let name = written.rsplit(['/', '\\']).next().unwrap_or_default();
    !written.starts_with('-')
        && (name == "curl"
            || name.eq_ignore_ascii_case("curl.exe")
            || written.starts_with("curlimages/curl:"))
}

/// What may stand before any command: assignments, words of the shell.
fn is_before(word: &Word, text: &str) -> bool {
    let plain = word.plain(text);
    let plain = plain.text();
    BEFORE.contains(&plain) || plain.split_once('=').is_some_and(|(name, _)| shell::is_name(name))
}

/// What stands for a command of which nothing is said but that.
pub(super) fn not_read(span: Span, why: &'static str, variables: &Variables) -> Call {
    let nothing = Piece { text: Wiped::default(), span: Span::at(span.start) };
    let mut call = Call::new(span, nothing, &Derived::default(), variables);
    call.is_passed_over = true;
    call.unseen = Some(why);
    call
}
