//! For people: member by member what was and what will be, and what comes of it.

use std::io::{self, Write};

use serde_json::Value;

use super::words::{counts_of, entry_of, open, value_of};
use super::{Request, Shown};
use crate::api::state::{
    CertificateChange, Effect, EffectKind, EntryChange, MemberChange, Unread, default_of, digits,
};
use crate::quote::printable;
use crate::render::certs::validity::State as Validity;
use crate::render::counted;
use crate::render::lines::{Indent, Pen, Style};
use crate::x509::validity::day;

/// No narrower than this, whatever the terminal says.
const NARROWEST: usize = 40;

/// So many that stay are shown one by one, where more follow each other.
const MOST_KEPT: usize = 3;

/// So many effects of one kind are shown; the JSON has all of them.
const MOST_EFFECTS: usize = 10;

#[derive(Debug)]
pub(crate) struct Text {
    pen: Pen,
}

/// What stands before a line.
const NEW: (&str, Style) = ("+", Style::Green);
const OLD: (&str, Style) = ("-", Style::Red);
const OTHER: (&str, Style) = ("~", Style::Yellow);
const SAME: (&str, Style) = (" ", Style::Dim);

impl Text {
    /// For a terminal of `width` columns.
    pub(crate) fn new(width: usize, color: bool) -> Self {
        Self { pen: Pen { width: width.max(NARROWEST), color } }
    }

    pub(crate) fn show(&self, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.head(shown, out)?;
        let members = shown.changes.members();
        let password = "/ldap/bindPassword";
        // The contract's order is that of the names.
        let before = members.partition_point(|member| member.pointer() < password);
        for (index, member) in members.iter().enumerate() {
            if index == before {
                self.password(shown, out)?;
            }
            self.member(member, shown, out)?;
        }
        if before == members.len() {
            self.password(shown, out)?;
        }
        self.effects(shown, out)?;
        self.summary(shown, out)
    }

    fn head(&self, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
        let (method, resource) = shown.request.operation();
        let mut notes = Vec::new();
        let request = match shown.request {
            Request::Delete(_) => format!("{method} …/{resource}"),
            Request::Update { errors, unclear, .. } => {
                if errors > 0 {
                    let who = match shown.number {
                        None => "`usersec check --current` says more",
                        // That one does not know what is stored.
                        Some(_) => "`usersec request` says more, and `usersec check --current` of the body",
                    };
                    notes.push(format!(
                        "{} in it: shown is what comes of it if it is taken as it is; {who}",
                        counted(errors, "error")
                    ));
                }
                if let Some(what) = open(unclear) {
                    notes.push(format!("of some of it nobody knows what it does: {what}"));
                }
                String::new()
            }
        };
        let number =
            shown.number.filter(|_| shown.is_one_of_many).map(|number| format!("request {number}").into());
        let names = shown.payload.into_iter().map(printable).chain(number);
        let names = names.chain((!request.is_empty()).then(|| request.into()));
        let names: Vec<_> = names.collect();
        let title = format!("{} against {}", names.join(": "), printable(shown.current));
        self.pen.say(&Indent::default(), Style::Bold, &title, out)?;
        notes.iter().try_for_each(|note| self.pen.say(&Indent::default(), Style::Yellow, note, out))
    }

    fn password(&self, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
        if !shown.request.has_password() {
            return Ok(());
        }
        self.title("/ldap/bindPassword", "sent; what is stored is not known", out)
    }

    fn title(&self, pointer: &str, what: &str, out: &mut dyn Write) -> io::Result<()> {
        let name = pointer.trim_start_matches('/').replace('/', ".");
        writeln!(out)?;
        let indent = Indent { first: String::new(), rest: "  ".to_owned() };
        let text = if what.is_empty() { String::new() } else { format!(": {what}") };
        self.pen.text(&indent, (Style::Cyan, &name), (Style::Plain, &text), out)
    }

    fn member(&self, member: &MemberChange, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
        let pointer = member.pointer();
        if !member.certificates().is_empty() {
            return self.certificates(member, shown, out);
        }
        if !member.entries().is_empty() {
            return self.entries(member, out);
        }
        if let (Some(Value::Array(stored)), Some(after)) = (member.before(), member.after())
            && !stored.is_empty()
        {
            // What the value is, or what will stand there, is not known: nothing is known to be removed.
            let count = counted(stored.len(), "mapping");
            self.title(pointer, &format!("{count} stored, none can be read in the new value"), out)?;
            let mut entries = (0..stored.len()).map(|before| EntryChange::Removed { before });
            entries.try_for_each(|entry| self.entry(member, entry, out))?;
            return self.marked(NEW, &value_of(member, after), out);
        }
        self.title(pointer, if member.is_same() { "the same" } else { "" }, out)?;
        let absent = match default_of(member.field).filter(|_| member.before().is_none()) {
            Some(default) => format!("nothing stored: {default} by default"),
            None => "nothing stored".to_owned(),
        };
        let text =
            |value: Option<&Value>| value.map_or_else(|| absent.clone(), |value| value_of(member, value));
        let (old, new) = if member.is_same() { (SAME, SAME) } else { (OLD, NEW) };
        self.marked(old, &text(member.before()), out)?;
        self.marked(new, &text(member.after()), out)
    }

    /// A line, or several, behind a mark.
    fn marked(&self, (mark, style): (&str, Style), text: &str, out: &mut dyn Write) -> io::Result<()> {
        let indent = Indent { first: "  ".to_owned(), rest: "    ".to_owned() };
        self.pen.text(&indent, (style, mark), (style, &format!(" {text}")), out)
    }

    fn certificates(&self, member: &MemberChange, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
        let certificates = member.certificates();
        let is_removed = |change: &CertificateChange| matches!(change, CertificateChange::Removed(_));
        if let Some(after) = member.after().filter(|_| certificates.iter().all(is_removed)) {
            // What the value is, or what will stand there, is not known: nothing is known to be removed.
            let stored = counted(certificates.len(), "certificate");
            self.title(
                member.pointer(),
                &format!("{stored} stored, none can be read in the new value"),
                out,
            )?;
            certificates.iter().try_for_each(|change| self.certificate(change, shown, out))?;
            return self.marked(NEW, &value_of(member, after), out);
        }
        let count =
            |is: fn(&CertificateChange) -> bool| certificates.iter().filter(|change| is(change)).count();
        let counts = [
            (count(|change| matches!(change, CertificateChange::Added(_))), "added"),
            (count(|change| matches!(change, CertificateChange::Removed(_))), "removed"),
            (count(|change| matches!(change, CertificateChange::Kept(_))), "kept"),
        ];
        let what = match member.is_same() {
            true => "the same certificates in another text".to_owned(),
            false => counts_of("certificate", &counts),
        };
        self.title(member.pointer(), &what, out)?;
        let is_kept = |change: &CertificateChange| matches!(change, CertificateChange::Kept(_));
        for run in certificates.chunk_by(|one, other| is_kept(one) == is_kept(other)) {
            let (some, more) = run.split_at(if run.iter().all(is_kept) && run.len() > MOST_KEPT + 1 {
                MOST_KEPT
            } else {
                run.len()
            });
            some.iter().try_for_each(|change| self.certificate(change, shown, out))?;
            if !more.is_empty() {
                self.marked(SAME, &format!("… and {} more are kept", more.len()), out)?;
            }
        }
        let is_only_order = !member.is_same() && certificates.iter().all(is_kept);
        if is_only_order && member.before().is_some() && member.after().is_some() {
            self.marked(OTHER, "their order changes, or what stands beside them", out)?;
        }
        let sides = [(member.before(), "stored"), (member.after(), "new")];
        for (unread, (value, which)) in member.unread().into_iter().zip(sides) {
            let what = match (unread, value.and_then(Value::as_str)) {
                (None, _) | (_, None | Some("")) => continue,
                (Some(Unread::Faulty), _) => format!("the {which} value has faults"),
                (Some(Unread::Awaited), _) => {
                    format!("something else will stand for a part of the {which} value")
                }
            };
            let text = format!("{what}: these may not be all of its certificates");
            self.marked(OTHER, &text, out)?;
        }
        Ok(())
    }

    fn certificate(
        &self,
        change: &CertificateChange,
        shown: &Shown<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (mark, style) = match change {
            CertificateChange::Added(_) => NEW,
            CertificateChange::Removed(_) => OLD,
            CertificateChange::Kept(_) => SAME,
        };
        let certificate = change.certificate();
        let subject = match certificate.subject() {
            "" => "(no subject)".into(),
            subject => printable(subject),
        };
        let indent = Indent { first: "  ".to_owned(), rest: "    ".to_owned() };
        self.pen.text(&indent, (style, mark), (style, &format!(" {subject}")), out)?;
        let state = Validity::of(certificate, shown.now, shown.expires_soon_days);
        let end = certificate.validity().map(|(_, end)| format!("until {} ", day(end))).unwrap_or_default();
        let look = match state {
            Validity::Valid { .. } => Style::Dim,
            Validity::Soon { .. } | Validity::Future { .. } => Style::Yellow,
            Validity::Expired { .. } | Validity::Never | Validity::Unknown => Style::Red,
        };
        let indent = Indent::same("    ");
        self.pen.say(&indent, look, &format!("{end}({})", state.words()), out)?;
        self.pen.say(&indent, Style::Dim, &format!("SHA-256 {}", digits(&certificate.fingerprint())), out)
    }

    fn entries(&self, member: &MemberChange, out: &mut dyn Write) -> io::Result<()> {
        let entries = member.entries();
        let count = |is: fn(&EntryChange) -> bool| entries.iter().filter(|change| is(change)).count();
        let is_kept = |change: &EntryChange| matches!(change, EntryChange::Kept { .. });
        let counts = [
            (count(|change| matches!(change, EntryChange::Added { .. })), "added"),
            (count(|change| matches!(change, EntryChange::Removed { .. })), "removed"),
            (count(|change| matches!(change, EntryChange::Changed { .. })), "changed"),
            (count(|change| matches!(change, EntryChange::Moved { .. })), "moved"),
            (count(|change| matches!(change, EntryChange::Kept { .. })), "kept"),
        ];
        let what = match member.after() {
            None => format!("deleted, {}", counts_of("mapping", &counts)),
            Some(_) => counts_of("mapping", &counts),
        };
        self.title(member.pointer(), &what, out)?;
        for run in entries.chunk_by(|one, other| is_kept(one) == is_kept(other)) {
            let (some, more) = run.split_at(if run.iter().all(is_kept) && run.len() > MOST_KEPT + 1 {
                MOST_KEPT
            } else {
                run.len()
            });
            some.iter().try_for_each(|change| self.entry(member, *change, out))?;
            if !more.is_empty() {
                self.marked(SAME, &format!("… and {} more are kept", more.len()), out)?;
            }
        }
        Ok(())
    }

    fn entry(&self, member: &MemberChange, change: EntryChange, out: &mut dyn Write) -> io::Result<()> {
        let old =
            |index: usize| member.before().and_then(|list| list.get(index)).map(entry_of).unwrap_or_default();
        let new =
            |index: usize| member.after().and_then(|list| list.get(index)).map(entry_of).unwrap_or_default();
        match change {
            EntryChange::Kept { before, after } if before == after => {
                self.marked(SAME, &format!("[{after}] {}", new(after)), out)
            }
            EntryChange::Kept { before, after } => {
                self.marked(SAME, &format!("[{after}] {} (was [{before}])", new(after)), out)
            }
            EntryChange::Moved { before, after } => {
                self.marked(OTHER, &format!("[{after}] {} (moved from [{before}])", new(after)), out)
            }
            EntryChange::Changed { before, after } => {
                self.marked(OLD, &format!("[{before}] {}", old(before)), out)?;
                self.marked(NEW, &format!("[{after}] {}", new(after)), out)
            }
            EntryChange::Added { after } => self.marked(NEW, &format!("[{after}] {}", new(after)), out),
            EntryChange::Removed { before } => self.marked(OLD, &format!("[{before}] {}", old(before)), out),
        }
    }

    fn effects(&self, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
        let effects = shown.effects;
        let changes = shown.changes.members().iter().any(|member| !member.is_same());
        let head = match (shown.request, effects.is_empty()) {
            (Request::Update { .. }, true) if changes => {
                "What comes of it is not told here; `usersec check --current` judges it"
            }
            (_, true) => return Ok(()),
            (Request::Update { .. }, false) => {
                "What is known to come of it; `usersec check --current` judges the rest"
            }
            (Request::Delete(_), false) => "What is known to come of it",
        };
        writeln!(out)?;
        self.pen.say(&Indent::default(), Style::Bold, head, out)?;
        // What merely works in another way needs no name.
        let kinds = [
            (EffectKind::Other, None),
            (EffectKind::LockedOut, Some(Style::Red)),
            (EffectKind::Remapped, Some(Style::Yellow)),
            (EffectKind::NotAnalysed, Some(Style::Yellow)),
        ];
        let indent = Indent { first: "  ".to_owned(), rest: "    ".to_owned() };
        for (kind, style) in kinds {
            let name = kind.name().replace('-', " ");
            let say = |text: &str, out: &mut dyn Write| match style {
                None => self.pen.say(&indent, Style::Plain, text, out),
                Some(style) => {
                    self.pen.text(&indent, (style, &name), (Style::Plain, &format!(": {text}")), out)
                }
            };
            let of_kind: Vec<&Effect> = effects.iter().filter(|effect| effect.kind() == kind).collect();
            for effect in of_kind.iter().take(MOST_EFFECTS) {
                say(&printable(effect.message()), out)?;
            }
            let more = of_kind.len().saturating_sub(MOST_EFFECTS);
            if more > 0 {
                say(&format!("and {more} more of the same; `--format json` lists all"), out)?;
            }
        }
        Ok(())
    }

    fn summary(&self, shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
        let members = shown.changes.members();
        let count = members.iter().filter(|member| !member.is_same()).count();
        let is_unclear = matches!(shown.request, Request::Update { unclear, .. } if unclear.any());
        let (style, what) = match (count, shown.request.has_password()) {
            (0, true) => (Style::Yellow, "nothing changes but, maybe, the password".to_owned()),
            (0, false) if is_unclear => (Style::Yellow, "nothing changes, as far as it is known".to_owned()),
            (0, false) => (Style::Yellow, "nothing changes".to_owned()),
            (1, _) => (Style::Green, "1 member changes".to_owned()),
            (n, _) => (Style::Green, format!("{n} members change")),
        };
        let restart = match count {
            0 => "the database is restarted for it all the same, node by node",
            _ => "the database is restarted for it, node by node",
        };
        let locks_out = shown.effects.iter().any(|effect| effect.kind() == EffectKind::LockedOut);
        let style = if locks_out { Style::Red } else { style };
        writeln!(out)?;
        self.pen.say(&Indent::default(), style, &format!("{what}; {restart}"), out)
    }
}
