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
    /// How many threads work; with one the calling thread does it all. With 0 as many as there are processors.
    pub(super) threads: usize,
    /// How many bytes jobs may take together. One that takes more is done alone.
    pub(super) bytes: u64,
    /// After how long without a result the calling thread hears of it, if it wants to.
    pub(super) tick: Option<Duration>,
}

/// How many jobs a thread may be ahead of the one whose result is waited for.
const AHEAD: usize = 64;

/// How many jobs are handed over at a time, if they are small: a small job takes less time than to hand it
/// over alone.
const BATCH: usize = 16;

/// How many bytes are handed over at a time, so that large jobs are spread.
const BATCH_BYTES: u64 = 64 << 10;

/// A thread's stack: what the first thread of a process mostly has.
const STACK: usize = 8 << 20;

/// Does the jobs and tells `hear` their results, in the order of the jobs. These are asked for, and `hear`
/// is called, on the calling thread only. Few jobs are on their way at any time, however many there are
/// and however long one of them takes.
pub(super) fn in_order<J: Send, T: Send>(
    mut limits: Limits,
    mut jobs: &mut dyn Iterator<Item = Job<J>>,
    work: impl Fn(J) -> T + Sync,
    mut hear: impl FnMut(Event<T>) -> io::Result<()>,
) -> io::Result<()> {
    // A job alone is not worth a thread; nor is it worth to ask for the processors, which reads four files.
    let mut first: Vec<Job<J>> = Vec::new();
    if limits.threads == 0 {
        first.extend((&mut jobs).take(2));
        limits.threads =
            if first.len() < 2 { 1 } else { thread::available_parallelism().map_or(1, usize::from) };
    }
    first.extend((&mut jobs).take(limits.threads.saturating_sub(first.len())));
    let threads = first.len().min(limits.threads);
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

/// Jobs that are handed over together, and the number of the first.
type Batch<J> = (usize, Vec<J>);

/// The results of a batch, with the number of the first; or what a thread died of.
type Delivery<T> = thread::Result<(usize, Vec<T>)>;

fn worker<J, T>(queue: &Mutex<Receiver<Batch<J>>>, work: &impl Fn(J) -> T, deliver: Sender<Delivery<T>>) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, jobs)) = next else { return };
        // Nobody would ever hear of a result that is lost with its thread, and would wait for it.
        let done = catch_unwind(AssertUnwindSafe(|| (number, jobs.into_iter().map(work).collect())));
        if deliver.send(done).is_err() {
            return;
        }
    }
}

/// The calling thread's side.
struct Flow<J, T> {
    limits: Limits,
    give: Sender<Batch<J>>,
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
                Ok(Err(panic)) => resume_unwind(panic),
                Ok(Ok((number, results))) => {
                    let places = self.ahead.iter_mut().skip(number - self.first);
                    places.zip(results).for_each(|((_, place), result)| *place = Some(result));
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

    /// Gives jobs away, in their order, as long as they are not too many or too large; several at a time,
    /// so that nobody wakes for one.
    fn feed(&mut self, window: usize, jobs: &mut dyn Iterator<Item = Job<J>>) {
        if self.ahead.len() > window / 2 {
            return;
        }
        let (mut batch, mut bytes) = (Vec::new(), 0_u64);
        while self.ahead.len() < window
            && let Some(job) = self.next.take().or_else(|| jobs.next())
        {
            if !self.ahead.is_empty() && self.bytes.saturating_add(job.bytes) > self.limits.bytes {
                self.next = Some(job);
                break;
            }
            self.bytes = self.bytes.saturating_add(job.bytes);
            self.ahead.push_back((job.bytes, None));
            batch.push(job.todo);
            bytes = bytes.saturating_add(job.bytes);
            if batch.len() >= self.batch() || bytes >= BATCH_BYTES {
                self.give(std::mem::take(&mut batch));
                bytes = 0;
            }
        }
        self.give(batch);
    }

    /// How many small jobs are handed over at a time: one by one at first, as there may be few.
    fn batch(&self) -> usize {
        let begun = self.first + self.ahead.len();
        (begun / (8 * self.limits.threads.max(1))).clamp(1, BATCH)
    }

    /// Gives away the jobs that were noted last.
    fn give(&self, batch: Vec<J>) {
        if !batch.is_empty() {
            let number = self.first + self.ahead.len() - batch.len();
            // The other end is there as long as this one.
            let _ = self.give.send((number, batch));
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    use proptest::prelude::*;

    use super::*;

    /// What is heard of jobs that return their number, and how many were begun at most beyond what was
    /// heard.
    fn run(limits: Limits, jobs: &[(u64, u64)]) -> (Vec<usize>, usize) {
        let (begun, mut heard, mut ahead) = (AtomicUsize::new(0), Vec::new(), 0);
        let mut todo = jobs.iter().enumerate().map(|(number, &(bytes, micros))| {
            begun.fetch_add(1, Ordering::SeqCst);
            Job { todo: (number, micros), bytes }
        });
        let work = |(number, micros)| {
            thread::sleep(Duration::from_micros(micros));
            number
        };
        let hear = |event| {
            if let Event::Done(number) = event {
                heard.push(number);
                ahead = ahead.max(begun.load(Ordering::SeqCst) - heard.len());
            }
            Ok(())
        };
        in_order(limits, &mut todo, work, hear).expect("nothing fails");
        (heard, ahead)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn results_come_in_the_order_of_the_jobs(
            threads in 0_usize..6,
            bytes in 0_u64..100,
            jobs in prop::collection::vec((0_u64..60, 0_u64..300), 0..120),
        ) {
            let (heard, ahead) = run(Limits { threads, bytes, tick: None }, &jobs);
            prop_assert_eq!(heard, (0..jobs.len()).collect::<Vec<_>>());
            // One more has been asked for, and is not given away yet.
            let processors = thread::available_parallelism().map_or(1, usize::from);
            let most = if threads == 0 { processors } else { threads };
            prop_assert!(ahead <= most * AHEAD + 1, "{ahead}");
        }
    }

    #[test]
    fn no_more_bytes_are_on_their_way_than_allowed_unless_one_alone_has_them() {
        let now = std::sync::Mutex::new((0_u64, 0_u64, 0_u64));
        let sizes = [30, 30, 30, 200, 30, 90, 30, 30, 100, 100, 30];
        let mut jobs = sizes.iter().map(|&bytes| Job { todo: bytes, bytes });
        let limits = Limits { threads: 4, bytes: 100, tick: None };
        let work = |bytes: u64| {
            let mut held = now.lock().expect("nobody panics");
            held.0 += bytes;
            held.1 += 1;
            if held.1 > 1 {
                held.2 = held.2.max(held.0);
            }
            drop(held);
            thread::sleep(Duration::from_millis(2));
            bytes
        };
        in_order(limits, &mut jobs, work, |event| {
            let Event::Done(bytes) = event else { return Ok(()) };
            let mut held = now.lock().expect("nobody panics");
            held.0 -= bytes;
            held.1 -= 1;
            Ok(())
        })
        .expect("nothing fails");
        let most = now.lock().expect("nobody panics").2;
        assert!((60..=100).contains(&most), "{most}");
    }

    #[test]
    fn jobs_are_done_at_the_same_time() {
        // Each waits for the other.
        let barrier = std::sync::Barrier::new(2);
        let mut jobs = (0..8).map(|number| Job { todo: number, bytes: 1 });
        let limits = Limits { threads: 2, bytes: 100, tick: None };
        let mut heard = 0;
        in_order(
            limits,
            &mut jobs,
            |_| barrier.wait().is_leader(),
            |_| {
                heard += 1;
                Ok(())
            },
        )
        .expect("nothing fails");
        assert_eq!(heard, 8);
    }

    #[test]
    fn a_failure_of_the_listener_ends_it() {
        let begun = AtomicUsize::new(0);
        let mut jobs = (0..10_000).map(|number| Job { todo: number, bytes: 1 });
        let limits = Limits { threads: 3, bytes: 1 << 20, tick: None };
        let work = |_| begun.fetch_add(1, Ordering::SeqCst);
        let ended = in_order(limits, &mut jobs, work, |_| Err(io::Error::other("full")));
        assert!(ended.is_err());
        assert!(begun.load(Ordering::SeqCst) <= 3 * AHEAD);
    }

    #[test]
    fn a_panic_reaches_the_caller() {
        let mut jobs = (0..100).map(|number| Job { todo: number, bytes: 1 });
        let limits = Limits { threads: 3, bytes: 1 << 20, tick: None };
        let work = |number| if number == 50 { std::panic::resume_unwind(Box::new("so")) } else { number };
        let caught = catch_unwind(AssertUnwindSafe(|| in_order(limits, &mut jobs, work, |_| Ok(()))));
        assert_eq!(caught.expect_err("it panics").downcast_ref(), Some(&"so"));
    }

    #[test]
    fn the_caller_hears_that_nothing_comes() {
        let begun = Instant::now();
        let mut jobs = [50, 50].into_iter().map(|millis| Job { todo: millis, bytes: 1 });
        let limits = Limits { threads: 2, bytes: 100, tick: Some(Duration::from_millis(5)) };
        let work = |millis| thread::sleep(Duration::from_millis(millis));
        let mut ticks = 0;
        in_order(limits, &mut jobs, work, |event| {
            ticks += usize::from(matches!(event, Event::Tick));
            Ok(())
        })
        .expect("nothing fails");
        assert!(ticks > 0 && begun.elapsed() >= Duration::from_millis(50));
    }
}
