//! How far a long run is: one line on a terminal, gone before anything else is written.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use super::Surroundings;

/// Shorter runs show nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line changes at most.
pub(super) const PACE: Duration = Duration::from_millis(100);

/// To the start of the line, and nothing behind.
const ERASE: &str = "\r\u{1b}[K";

/// Standard output, standard error, and the line that says how far the run is. What is written to it goes
/// to standard output.
pub(super) struct Desk<'w> {
    out: &'w mut dyn Write,
    err: &'w mut dyn Write,
    /// When the line may change next; never, if there is none.
    due: Option<Instant>,
    is_drawn: bool,
    /// Whether both go to a terminal, and so stand on the same lines.
    is_shared: bool,
    /// Whether the last thing on standard output was the end of a line.
    is_at_start: bool,
    width: usize,
    total: Option<usize>,
}

impl<'w> Desk<'w> {
    /// With a line of progress, if it is `wanted` and people can see it; of so many files, if that is
    /// known.
    pub(super) fn new(
        out: &'w mut dyn Write,
        err: &'w mut dyn Write,
        surroundings: Surroundings,
        wanted: bool,
        total: Option<usize>,
    ) -> Self {
        let due = (wanted && surroundings.err_is_terminal).then(|| Instant::now() + PATIENCE);
        Self {
            out,
            err,
            due,
            is_drawn: false,
            is_shared: surroundings.out_is_terminal,
            is_at_start: true,
            width: surroundings.width,
            total,
        }
    }

    /// Whether there may be a line of progress.
    pub(super) fn is_watched(&self) -> bool {
        self.due.is_some()
    }

    /// Says something on standard error, on a line of its own.
    pub(super) fn say(&mut self, line: &str) -> io::Result<()> {
        self.clear()?;
        self.err.write_all(format!("{line}\n").as_bytes())
    }

    /// Shows how many files are done, if it is time.
    pub(super) fn show(&mut self, done: usize) -> io::Result<()> {
        match self.due {
            None => Ok(()),
            Some(_) => self.show_at(done, Instant::now()),
        }
    }

    fn show_at(&mut self, done: usize, now: Instant) -> io::Result<()> {
        if self.due.is_none_or(|due| now < due) {
            return Ok(());
        }
        self.due = Some(now + PACE);
        if self.is_shared {
            self.out.flush()?;
            if !self.is_at_start {
                return Ok(());
            }
        }
        let line = line(done, self.total);
        // A line that wraps cannot be erased.
        if line.chars().count() < self.width {
            self.is_drawn = true;
            self.err.write_all(format!("{ERASE}{line}").as_bytes())?;
            self.err.flush()?;
        }
        Ok(())
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.is_drawn) {
            self.err.write_all(ERASE.as_bytes())?;
            self.err.flush()?;
        }
        Ok(())
    }
}

impl Write for Desk<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_shared {
            self.clear()?;
        }
        let written = self.out.write(bytes)?;
        if let Some(last) = bytes.get(..written).and_then(<[u8]>::last) {
            self.is_at_start = *last == b'\n';
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// `looked into 3,412 of 10,000 files…`
fn line(done: usize, total: Option<usize>) -> String {
    match total {
        Some(total) => format!("looked into {} of {} files…", grouped(done), grouped(total)),
        None if done == 1 => "looked into 1 file…".to_owned(),
        None => format!("looked into {} files…", grouped(done)),
    }
}

/// The number with its thousands set apart.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (digit, left) in digits.chars().zip((0..digits.len()).rev()) {
        grouped.push(digit);
        if left > 0 && left % 3 == 0 {
            grouped.push(',');
        }
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMINAL: Surroundings = Surroundings {
        now: 0,
        width: 80,
        color: false,
        out_is_terminal: true,
        err_is_terminal: true,
        owns_process: false,
    };

    /// What stands on both streams after `act`, which is given the time at which the line is due.
    fn after(
        surroundings: Surroundings,
        wanted: bool,
        total: Option<usize>,
        act: impl FnOnce(&mut Desk<'_>, Instant) -> io::Result<()>,
    ) -> (String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut desk = Desk::new(&mut out, &mut err, surroundings, wanted, total);
        let due = desk.due.unwrap_or_else(Instant::now);
        act(&mut desk, due).expect("vectors take everything");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (text(out), text(err))
    }

    #[test]
    fn a_line_is_shown_after_a_while_and_not_too_often() {
        let (out, err) = after(TERMINAL, true, None, |desk, due| {
            desk.show_at(1, due - Duration::from_millis(1))?;
            desk.show_at(2, due)?;
            desk.show_at(3, due + PACE / 2)?;
            desk.show_at(1234, due + PACE)?;
            desk.clear()?;
            desk.clear()
        });
        assert_eq!(out, "");
        assert_eq!(err, "\r\u{1b}[Klooked into 2 files…\r\u{1b}[Klooked into 1,234 files…\r\u{1b}[K");
    }

    #[test]
    fn the_total_is_said_where_it_is_known() {
        let (_, err) = after(TERMINAL, true, Some(1_234_567), |desk, due| desk.show_at(999, due));
        assert_eq!(err, "\r\u{1b}[Klooked into 999 of 1,234,567 files…");
        assert_eq!(line(1, None), "looked into 1 file…");
        assert_eq!(line(1, Some(2)), "looked into 1 of 2 files…");
    }

    #[test]
    fn it_is_gone_before_anything_else_is_written() {
        let (out, err) = after(TERMINAL, true, None, |desk, due| {
            desk.show_at(2, due)?;
            desk.write_all(b"found\n")?;
            desk.show_at(3, due + PACE)?;
            desk.say("usersec: a word")
        });
        assert_eq!(out, "found\n");
        let erased = "\r\u{1b}[K";
        let expected = [erased, "looked into 2 files…", erased, erased, "looked into 3 files…", erased];
        assert_eq!(err, format!("{}usersec: a word\n", expected.concat()));
    }

    #[test]
    fn it_is_not_shown_behind_half_a_line() {
        let half = |surroundings| {
            after(surroundings, true, None, |desk, due| {
                desk.write_all(b"{\"version\":1")?;
                desk.show_at(2, due)
            })
        };
        assert_eq!(half(TERMINAL).1, "");
        let redirected = Surroundings { out_is_terminal: false, ..TERMINAL };
        assert_eq!(half(redirected).1, "\r\u{1b}[Klooked into 2 files…");
    }

    #[test]
    fn it_is_for_terminals_that_are_wide_enough_and_only_if_it_is_wanted() {
        let shown =
            |surroundings, wanted| after(surroundings, wanted, None, |desk, due| desk.show_at(2, due)).1;
        assert_ne!(shown(TERMINAL, true), "");
        assert_eq!(shown(TERMINAL, false), "");
        assert_eq!(shown(Surroundings { err_is_terminal: false, ..TERMINAL }, true), "");
        assert_eq!(shown(Surroundings { width: 10, ..TERMINAL }, true), "");
    }
}
