//! Work on several threads whose results come in the order in which it was given.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Something to be done, and how much memory it takes until its result has been given away.
pub(super) struct Job<J> {
    pub(super) todo: J,
    pub(super) bytes: u64,
}

/// What the calling thread hears.
pub(super) enum Event<T> {
    /// The next result.
    Done(T),
    /// Nothing has come for a while.
    Tick,
}

/// How much is done at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// How many threads work; with one the calling thread does it all.
    pub(super) threads: usize,
    /// How many bytes jobs may take together. One that takes more is done alone.
    pub(super) bytes: u64,
    /// After how long without a result the calling thread hears of it, if it wants to.
    pub(super) tick: Option<Duration>,
}

/// How many jobs a thread may be ahead of the one whose result is waited for.
const AHEAD: usize = 16;

/// A thread's stack: what the first thread of a process mostly has.
const STACK: usize = 8 << 20;

/// Does the jobs and tells `hear` their results, in the order of the jobs. These are asked for, and `hear`
/// is called, on the calling thread only. Few jobs are on their way at any time, however many there are
/// and however long one of them takes.
pub(super) fn in_order<J: Send, T: Send>(
    limits: Limits,
    mut jobs: &mut dyn Iterator<Item = Job<J>>,
    work: impl Fn(J) -> T + Sync,
    mut hear: impl FnMut(Event<T>) -> io::Result<()>,
) -> io::Result<()> {
    // A job alone is not worth a thread.
    let first: Vec<Job<J>> = (&mut jobs).take(limits.threads.max(1)).collect();
    let threads = first.len();
    let jobs = &mut first.into_iter().chain(jobs);
    if threads < 2 {
        return alone(jobs, work, hear);
    }
    let (give, queue) = mpsc::channel();
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        let (deliver, results) = mpsc::channel();
        let mut started = 0;
        for _ in 0..threads {
            let (queue, work, deliver) = (&queue, &work, deliver.clone());
            let thread = thread::Builder::new().stack_size(STACK);
            // Where no thread can be had any more, those that there are do it.
            started += usize::from(thread.spawn_scoped(scope, || worker(queue, work, deliver)).is_ok());
        }
        drop(deliver);
        if started == 0 {
            return alone(jobs, &work, hear);
        }
        // Both ends are dropped when this is left, and the threads end.
        let flow = Flow { limits, give, results, next: None, ahead: VecDeque::new(), first: 0, bytes: 0 };
        flow.run(started * AHEAD, jobs, &mut hear)
    })
}

/// Does the jobs on the calling thread.
fn alone<J, T>(
    jobs: &mut dyn Iterator<Item = Job<J>>,
    work: impl Fn(J) -> T,
    mut hear: impl FnMut(Event<T>) -> io::Result<()>,
) -> io::Result<()> {
    for job in jobs {
        hear(Event::Done(work(job.todo)))?;
    }
    Ok(())
}

/// A result with its number; or what a thread died of.
type Delivery<T> = (usize, thread::Result<T>);

fn worker<J, T>(queue: &Mutex<Receiver<(usize, J)>>, work: &impl Fn(J) -> T, deliver: Sender<Delivery<T>>) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, todo)) = next else { return };
        // Nobody would ever hear of a result that is lost with its thread, and would wait for it.
        let done = catch_unwind(AssertUnwindSafe(|| work(todo)));
        if deliver.send((number, done)).is_err() {
            return;
        }
    }
}

/// The calling thread's side.
struct Flow<J, T> {
    limits: Limits,
    give: Sender<(usize, J)>,
    results: Receiver<Delivery<T>>,
    /// The job that would have been too much.
    next: Option<Job<J>>,
    /// The jobs given away whose results have not been told yet, with those results that have come.
    ahead: VecDeque<(u64, Option<T>)>,
    /// The number of the first of them.
    first: usize,
    /// How much they take together.
    bytes: u64,
}

impl<J, T> Flow<J, T> {
    fn run(
        mut self,
        window: usize,
        jobs: &mut dyn Iterator<Item = Job<J>>,
        hear: &mut dyn FnMut(Event<T>) -> io::Result<()>,
    ) -> io::Result<()> {
        loop {
            self.feed(window, jobs);
            if self.ahead.is_empty() {
                return Ok(());
            }
            let came = match self.limits.tick {
                Some(tick) => self.results.recv_timeout(tick),
                None => self.results.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match came {
                Ok((_, Err(panic))) => resume_unwind(panic),
                Ok((number, Ok(result))) => {
                    if let Some((_, place)) = self.ahead.get_mut(number - self.first) {
                        *place = Some(result);
                    }
                    self.tell(hear)?;
                }
                Err(RecvTimeoutError::Timeout) => hear(Event::Tick)?,
                // Threads end after the calling one only.
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(io::Error::other("a thread ended before its work was done"));
                }
            }
        }
    }

    /// Gives jobs away, in their order, as long as they are not too many or too large.
    fn feed(&mut self, window: usize, jobs: &mut dyn Iterator<Item = Job<J>>) {
        while self.ahead.len() < window
            && let Some(job) = self.next.take().or_else(|| jobs.next())
        {
            if !self.ahead.is_empty() && self.bytes.saturating_add(job.bytes) > self.limits.bytes {
                self.next = Some(job);
                return;
            }
            self.bytes = self.bytes.saturating_add(job.bytes);
            let number = self.first + self.ahead.len();
            self.ahead.push_back((job.bytes, None));
            // The other end is there as long as this one.
            let _ = self.give.send((number, job.todo));
        }
    }

    /// Tells the results whose turn it is.
    fn tell(&mut self, hear: &mut dyn FnMut(Event<T>) -> io::Result<()>) -> io::Result<()> {
        while let Some(result) = self.ahead.front_mut().and_then(|(_, result)| result.take()) {
            let bytes = self.ahead.pop_front().map_or(0, |(bytes, _)| bytes);
            self.first += 1;
            hear(Event::Done(result))?;
            self.bytes = self.bytes.saturating_sub(bytes);
        }
        Ok(())
    }
}
