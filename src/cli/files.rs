//! Reading files, directories and standard input.

mod feed;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::feed::{Feed, Todo};
use super::arguments::Common;
use super::paths::{self, is_stdin, written};
use super::policies::{Policies, PolicyFile};
use super::pool::{Event, Limits, in_order};
use super::progress::{Desk, PACE};
use super::{Streams, Surroundings};
use crate::api::request;
use crate::quote::printable;
use crate::source::{MAX_INPUT, is_request_body};
use crate::spec::Kind;
use crate::wiped::Wiped;

/// A document that was asked for.
pub(super) struct Found {
    /// As it is reported.
    pub(super) path: String,
    /// What is in it, or why it cannot be read.
    pub(super) content: Result<Wiped<Vec<u8>>, String>,
    /// Whether it is kept in a file.
    pub(super) in_file: bool,
    /// Where it is kept; of standard input, where it would be by the name it was given.
    pub(super) place: PathBuf,
    /// Whether it is a link that was met in a directory: nobody named it.
    pub(super) is_met_link: bool,
    /// What the policy that holds there says.
    pub(super) policy: Option<Arc<PolicyFile>>,
}

/// What is looked for in directories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sought {
    /// Documents of that kind.
    Bodies(Kind),
    /// Files with requests.
    Requests,
}

/// What is asked for, and how.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) sought: Sought,
    /// How many at a time; 0 is as many as the machine has cores.
    pub(super) jobs: usize,
    pub(super) stdin_filename: Option<&'a str>,
    pub(super) policies: &'a Arc<Policies>,
    /// Whether nothing but what was found is wanted.
    pub(super) quiet: bool,
    /// Whether standard input goes to standard output as it is, if a policy excludes it.
    pub(super) passes: bool,
    pub(super) surroundings: Surroundings,
}

/// How many bytes of documents are held at a time. A larger document is looked into alone, so that many
/// take no more memory than the largest.
const HELD: u64 = 64 << 20;

/// What came of a job.
enum Came<T> {
    Looked {
        complaint: Option<String>,
        result: T,
    },
    /// It lay in a directory, and is no request body.
    Others,
    /// A directory, as it was named, has been searched.
    Searched(String, bool),
    /// It is named, and not to be looked into; of standard input, what is passed on.
    Excluded(Option<Wiped<Vec<u8>>>),
    /// Something to be said in its turn.
    News(String),
}

/// Reads the documents that stand on the command line and in directories, gives each to `work`, several at
/// a time and on any thread, and what that makes of them, in their order, to `emit`. That one cannot be
/// read has then been said on standard error; and also, unless it shall be quiet, that there is nothing for
/// us in a directory.
pub(super) fn each<T: Send>(
    asked: Asked<'_>,
    streams: Streams<'_>,
    work: impl Fn(Found) -> T + Sync,
    mut emit: impl FnMut(T, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let Asked { sought, quiet, surroundings, .. } = asked;
    let Streams { stdin, out, err } = streams;
    let mut feed = Feed::new(asked, stdin);
    let mut desk = Desk::new(out, err, surroundings, !quiet, feed.total());
    let limits = Limits { threads: asked.jobs, bytes: HELD, tick: desk.is_watched().then_some(PACE) };
    let look = |todo: Todo| look(todo, sought, &work);
    let mut done = 0;
    let mut found = false;
    let (mut excluded, mut any) = (0, false);
    let ended = in_order(limits, &mut feed, look, |event| {
        let Event::Done(came) = event else { return desk.show(done) };
        match came {
            Came::Looked { complaint, result } => {
                if let Some(complaint) = complaint {
                    desk.say(&complaint)?;
                }
                emit(result, &mut desk)?;
                (done, found, any) = (done + 1, true, true);
            }
            Came::Others => done += 1,
            Came::Searched(path, has_excluded) => {
                any = true;
                if !std::mem::take(&mut found) && !quiet {
                    let words = sought.words();
                    let but = if has_excluded { " that the policy does not exclude" } else { "" };
                    desk.say(&remark(&path, &format!("{words}{but}")))?;
                }
            }
            Came::Excluded(document) => {
                desk.write_all(document.as_deref().unwrap_or_default())?;
                excluded += 1;
            }
            Came::News(news) => desk.say(news.trim_end_matches('\n'))?,
        }
        desk.show(done)
    });
    if !any && excluded > 0 && !quiet && ended.is_ok() {
        desk.say("usersec: nothing to look into: the policy excludes all that is named")?;
    }
    desk.clear()?;
    ended
}

fn remark(path: &str, words: &str) -> String {
    format!("usersec: {}: {words}", printable(path))
}

/// Reads a document and does with it what there is to do.
fn look<T>(todo: Todo, sought: Sought, work: &impl Fn(Found) -> T) -> Came<T> {
    // That its policy cannot be used has been said once, and not for each file.
    let is_told = matches!(&todo, Todo::File { policy: Err(_), .. } | Todo::Stdin { policy: Err(_), .. });
    let (found, policy) = match todo {
        Todo::File { path, manner, policy } => {
            let content = read_file(&path);
            // What merely lies beside request bodies is nobody's mistake.
            if !manner.is_named && content.as_ref().is_ok_and(|bytes| !sought.is_meant(&name(&path), bytes)) {
                return Came::Others;
            }
            (Found { is_met_link: manner.is_met_link, ..Found::file(path, content) }, policy)
        }
        Todo::Stdin { name, content, policy } => {
            let place = PathBuf::from(name);
            (Found { in_file: false, ..Found::file(place, content) }, policy)
        }
        Todo::Unsearchable { path, error } => (Found::file(path, Err(error)), Ok(None)),
        Todo::Searched(path, has_excluded) => return Came::Searched(written(&path), has_excluded),
        Todo::Excluded(document) => return Came::Excluded(document),
        Todo::News(news) => return Came::News(news),
    };
    let found = match policy {
        Ok(policy) => Found { policy, ..found },
        Err(error) => Found { content: Err(error), ..found },
    };
    let error = found.content.as_ref().err().filter(|_| !is_told);
    let complaint = error.map(|error| remark(&found.path, error));
    Came::Looked { complaint, result: work(found) }
}

impl Found {
    /// A file, its policy aside.
    fn file(place: PathBuf, content: Result<Wiped<Vec<u8>>, String>) -> Self {
        let path = written(&place);
        Self { path, content, in_file: true, place, is_met_link: false, policy: None }
    }
}

impl Sought {
    /// Whether a file that lies in a directory is looked at.
    fn is_so_called(self, path: &Path) -> bool {
        let names: &[&str] = match self {
            Sought::Bodies(_) => &["json"],
            Sought::Requests => &["http", "rest"],
        };
        path.extension().is_some_and(|found| names.iter().any(|name| found.eq_ignore_ascii_case(name)))
    }

    /// Whether what is in it is for us.
    fn is_meant(self, name: &str, bytes: &[u8]) -> bool {
        match self {
            Sought::Bodies(kind) => is_request_body(name, bytes, kind),
            Sought::Requests => request::is_for_us(bytes),
        }
    }

    /// What is said where nothing is found.
    fn words(self) -> &'static str {
        match self {
            Sought::Bodies(_) => "no *.json with `ldap` or `customerX509` in it",
            Sought::Requests => "no *.http or *.rest with a request of `userSecurity` in it",
        }
    }
}

impl<'a> Asked<'a> {
    /// The documents that the options name.
    pub(super) fn bodies(
        common: &'a Common,
        policies: &'a Arc<Policies>,
        quiet: bool,
        surroundings: Surroundings,
    ) -> Self {
        Self {
            paths: &common.paths,
            sought: Sought::Bodies(common.kind.into()),
            jobs: common.jobs,
            stdin_filename: common.stdin_filename.as_deref(),
            policies,
            quiet,
            passes: false,
            surroundings,
        }
    }
}

/// What is in a file, or came by standard input, with its name as reports have it. An error begins with the
/// name.
pub(super) fn named(path: &Path, stdin: &mut dyn Read) -> Result<(String, Wiped<Vec<u8>>), String> {
    let name = paths::name(path);
    let content = one(path, stdin).map_err(|error| format!("{}: {error}", printable(&name)))?;
    Ok((name.into_owned(), content))
}

/// The content of one file, or of standard input.
pub(super) fn one(path: &Path, stdin: &mut dyn Read) -> Result<Wiped<Vec<u8>>, String> {
    match is_stdin(path) {
        true => read(stdin, 0),
        false => read_file(path),
    }
}

/// The name of the file, without its folder.
fn name(path: &Path) -> Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// The content of a file, no more of it than will be looked at.
fn read_file(path: &Path) -> Result<Wiped<Vec<u8>>, String> {
    let mut file = File::open(path).map_err(|error| words(&error))?;
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    read(&mut file, usize::try_from(length).unwrap_or(0))
}

/// What a stream has, no more of it than will be looked at; `length` is how much that should be.
fn read(stream: &mut dyn Read, length: usize) -> Result<Wiped<Vec<u8>>, String> {
    // One byte more, so that what is too large is noticed.
    let most = MAX_INPUT.saturating_add(1);
    let mut content = Wiped::from(vec![0; length.saturating_add(1).clamp(LEAST, most)]);
    let mut filled = 0;
    loop {
        let Some(room) = content.get_mut(filled..).filter(|room| !room.is_empty()) else {
            if filled >= most {
                return Ok(content);
            }
            // Into a new one: the old one is wiped then.
            let mut larger = vec![0; filled.saturating_mul(2).min(most)];
            larger.iter_mut().zip(content.iter()).for_each(|(to, from)| *to = *from);
            content = Wiped::from(larger);
            continue;
        };
        match stream.read(room) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(words(&error)),
        }
    }
    content.truncate(filled);
    Ok(content)
}

/// How much room there is at first for what has no length of its own.
const LEAST: usize = 8 << 10;

/// What happened, without the path that the error may quote as it is.
pub(super) fn words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or directory".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        // The kind says of many only that; the system's words for its own code name no path.
        kind if kind.to_string() == "uncategorized error" => match error.raw_os_error() {
            Some(code) => of_system(code),
            None => kind.to_string(),
        },
        kind => kind.to_string(),
    }
}

/// What the system says of a code, as a part of a sentence.
fn of_system(code: i32) -> String {
    let text = io::Error::from_raw_os_error(code).to_string();
    let text = text.strip_suffix(&format!(" (os error {code})")).unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}
