//! Signals that end the process: they wait until no file is half written.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// Held, by as many threads as like to, while there is a temporary file.
static UNDER_WAY: RwLock<()> = RwLock::new(());

/// As long as this is held, no signal that is minded ends the process.
pub(super) type Whole = RwLockReadGuard<'static, ()>;

/// Waits for ever if the process is about to end.
pub(super) fn whole() -> Whole {
    UNDER_WAY.read().unwrap_or_else(PoisonError::into_inner)
}

/// From now on signals that end the process do so between two files.
pub(in crate::cli) fn mind() {
    let ignored = ignored();
    let minded = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !ignored.contains(signal));
    // If it cannot be done, a signal leaves a temporary file behind at worst.
    let Ok(mut signals) = Signals::new(minded) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // Never given back before the end: nothing begins any more.
            let _none = UNDER_WAY.write().unwrap_or_else(PoisonError::into_inner);
            // As if nobody had minded it: a shell wants to know that it was the signal.
            let _ = emulate_default_handler(signal);
        }
    });
}

/// The signals that whoever started the process wants it to ignore, as `nohup` does. Only Linux says so to
/// who does not ask in unsafe ways.
fn ignored() -> Vec<i32> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| mask >> (signal - 1) & 1 == 1).collect()
}
