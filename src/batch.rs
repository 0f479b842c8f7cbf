//! Many pieces of work on several threads, results in input order.
//!
//! Nothing here reads a file or prints. What is in flight is bounded by a window, so that memory does not grow with
//! the input: a worker that is far ahead waits for the slowest piece.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Pieces per worker that may be taken before the first of them has been handed on.
const AHEAD: usize = 8;

/// Pieces that a worker takes at once where they are quick and none of them must be waited for.
const AT_ONCE: usize = 8;
/// A piece that takes less is quick.
const QUICK: Duration = Duration::from_micros(500);
/// A worker that has been longer at the pieces in its hand gives away what is done of them.
const PATIENCE: Duration = Duration::from_millis(4);

/// How many workers to run where nobody said: the processors that this process may use.
#[must_use]
pub fn usual_jobs() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Runs `work` on every item with `jobs` workers and hands the results to `sink` in the order of the items.
///
/// `items` is advanced by one worker at a time. `sink` runs on the calling thread; when it breaks, no more items are
/// taken, those in flight are finished and dropped, and its value is returned. A panic in `work` is carried on to
/// the caller, after all workers have stopped; callers that must answer every item catch it inside `work`.
///
/// # Example: order is kept whatever the number of workers
///
/// ```
/// use std::num::NonZeroUsize;
/// use std::ops::ControlFlow;
/// use tearline::batch::in_order;
///
/// let mut seen = Vec::new();
/// let broke = in_order(NonZeroUsize::new(4).unwrap(), 0..100, |n| n * 2, |n| {
///     seen.push(n);
///     ControlFlow::<()>::Continue(())
/// });
/// assert_eq!(broke, None);
/// assert_eq!(seen, (0..100).map(|n| n * 2).collect::<Vec<_>>());
/// ```
pub fn in_order<T, R: Send, B>(
    jobs: NonZeroUsize,
    items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
    sink: impl FnMut(R) -> ControlFlow<B>,
) -> Option<B> {
    run(jobs, items, 1, work, sink)
}

/// The same for items that are all there: a worker takes several at once while they are quick to work on, so that workers
/// need not meet for each. With [`in_order`] a worker that has an item never waits for the next one.
pub fn listed_in_order<T: Send, R: Send, B>(
    jobs: NonZeroUsize,
    items: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
    sink: impl FnMut(R) -> ControlFlow<B>,
) -> Option<B> {
    run(jobs, items, AT_ONCE, work, sink)
}

fn run<T, R: Send, B>(
    jobs: NonZeroUsize,
    items: impl Iterator<Item = T> + Send,
    most: usize,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(R) -> ControlFlow<B>,
) -> Option<B> {
    if jobs == NonZeroUsize::MIN {
        for item in items {
            if let ControlFlow::Break(value) = sink(work(item)) {
                return Some(value);
            }
        }
        return None;
    }
    let source = Mutex::new(Source {
        items: items.fuse(),
        taken: 0,
    });
    let desk = Desk {
        state: Mutex::new(State {
            done: BTreeMap::new(),
            handed: 0,
            end: None,
            workers: jobs.get(),
            waits: None,
            stop: false,
        }),
        ready: Condvar::new(),
        room: Condvar::new(),
        window: jobs.get().saturating_mul(AHEAD),
    };
    let worker = || {
        let _leave = Leave(&desk);
        let mut count = 1;
        while let Some((index, items)) = take(&source, &desk, count) {
            let taken = items.len();
            let begun = Instant::now();
            let mut done = Done::from(index);
            for item in items {
                done.push(work(item));
                if begun.elapsed() > PATIENCE {
                    desk.put(&mut done);
                }
            }
            desk.put(&mut done);
            let each = begun.elapsed().checked_div(u32::try_from(taken).unwrap_or(1));
            let quick = each.is_some_and(|each| each < QUICK);
            count = if quick {
                count.saturating_mul(2).min(most)
            } else {
                1
            };
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(worker);
        for started in 1..jobs.get() {
            // Where the system gives no more threads, those that there are do the work.
            if std::thread::Builder::new().spawn_scoped(scope, worker).is_err() {
                desk.fewer(jobs.get().saturating_sub(started));
                break;
            }
        }
        // Dropped on every way out, a panic of `sink` too: workers must not wait for room that never comes.
        let _stop = Stop(&desk);
        while let Some(result) = desk.next() {
            if let ControlFlow::Break(value) = sink(result) {
                return Some(value);
            }
        }
        None
    })
}

struct Source<I> {
    items: I,
    taken: usize,
}

/// Where results wait for their turn.
struct Desk<R> {
    state: Mutex<State<R>>,
    /// The next result is there, or none will come.
    ready: Condvar,
    /// There is room for the item that a worker waits with.
    room: Condvar,
    window: usize,
}

struct State<R> {
    done: BTreeMap<usize, R>,
    /// How many results were handed on: the index of the next one.
    handed: usize,
    /// The number of items, once the source has ended.
    end: Option<usize>,
    workers: usize,
    /// The item for which a worker waits for room. The others wait for that worker.
    waits: Option<usize>,
    stop: bool,
}

/// A lock whose holder panicked still holds sound data here: every change is one assignment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Results that are not handed over yet, from the first one's index on.
struct Done<R> {
    from: usize,
    results: Vec<R>,
}

impl<R> Done<R> {
    fn from(index: usize) -> Self {
        Self {
            from: index,
            results: Vec::new(),
        }
    }

    fn push(&mut self, result: R) {
        self.results.push(result);
    }
}

/// The next items, `count` of them at most, and the index of the first.
fn take<T, I: Iterator<Item = T>, R>(
    source: &Mutex<Source<I>>,
    desk: &Desk<R>,
    count: usize,
) -> Option<(usize, Vec<T>)> {
    let mut source = lock(source);
    if !desk.room(source.taken) {
        return None;
    }
    let index = source.taken;
    let items: Vec<T> = source.items.by_ref().take(count).collect();
    if items.is_empty() {
        desk.end(index);
        return None;
    }
    source.taken = index.saturating_add(items.len());
    Some((index, items))
}

impl<R> Desk<R> {
    /// Waits until item `index` is within the window; `false` when the work is over.
    fn room(&self, index: usize) -> bool {
        let mut state = lock(&self.state);
        loop {
            if state.stop || state.end.is_some() {
                return false;
            }
            if index < state.handed.saturating_add(self.window) {
                state.waits = None;
                return true;
            }
            state.waits = Some(index);
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn put(&self, done: &mut Done<R>) {
        let mut state = lock(&self.state);
        for result in done.results.drain(..) {
            if done.from == state.handed {
                self.ready.notify_one();
            }
            state.done.insert(done.from, result);
            done.from = done.from.saturating_add(1);
        }
    }

    /// Signs off workers that could not be started.
    fn fewer(&self, count: usize) {
        let mut state = lock(&self.state);
        state.workers = state.workers.saturating_sub(count);
        self.wake();
    }

    fn end(&self, count: usize) {
        lock(&self.state).end.get_or_insert(count);
        self.wake();
    }

    fn stop(&self) {
        lock(&self.state).stop = true;
        self.wake();
    }

    fn wake(&self) {
        self.ready.notify_all();
        self.room.notify_all();
    }

    /// The next result in order; `None` after the last, or where a worker was lost.
    fn next(&self) -> Option<R> {
        let mut state = lock(&self.state);
        loop {
            let turn = state.handed;
            if let Some(result) = state.done.remove(&turn) {
                state.handed = turn.saturating_add(1);
                // A worker that was woken for each single place would sleep again at once.
                let enough = state.handed.saturating_add(self.window / 2);
                if state.waits.is_some_and(|index| index < enough) {
                    self.room.notify_one();
                }
                return Some(result);
            }
            if state.end.is_some_and(|end| turn >= end) || state.workers == 0 {
                return None;
            }
            state = self.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

struct Stop<'a, R>(&'a Desk<R>);

impl<R> Drop for Stop<'_, R> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Signs a worker off, also when it panics: nobody must wait for a result that never comes.
struct Leave<'a, R>(&'a Desk<R>);

impl<R> Drop for Leave<'_, R> {
    fn drop(&mut self) {
        let mut state = lock(&self.0.state);
        state.workers = state.workers.saturating_sub(1);
        if std::thread::panicking() {
            state.stop = true;
            state.workers = 0;
        }
        self.0.wake();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing)]
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn listed_items_keep_their_order_whatever_each_takes() {
        for n in [1, 2, 5] {
            let mut seen = Vec::new();
            let broke: Option<()> = listed_in_order(
                jobs(n),
                0..3_000_u64,
                |i| {
                    if i % 500 == 3 {
                        std::thread::sleep(PATIENCE * 2);
                    }
                    i
                },
                |i| {
                    seen.push(i);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(broke, None);
            assert_eq!(seen, (0..3_000).collect::<Vec<_>>(), "{n} workers");
        }
    }

    #[test]
    fn a_worker_that_could_not_be_started_is_not_waited_for() {
        let desk = Desk::<()> {
            state: Mutex::new(State {
                done: BTreeMap::new(),
                handed: 0,
                end: None,
                workers: 3,
                waits: None,
                stop: false,
            }),
            ready: Condvar::new(),
            room: Condvar::new(),
            window: 1,
        };
        desk.fewer(2);
        drop(Leave(&desk));
        assert!(desk.next().is_none());
    }

    #[test]
    fn an_item_in_hand_never_waits_for_the_next() {
        // The second item is there only once the first has been handed on.
        let first_is_out = AtomicUsize::new(0);
        let items = (0..50_usize).inspect(|i| {
            while first_is_out.load(Ordering::SeqCst) < *i {
                std::thread::yield_now();
            }
        });
        let mut seen = 0;
        in_order::<_, _, ()>(
            jobs(2),
            items,
            |i| i,
            |i| {
                seen += 1;
                first_is_out.store(i + 1, Ordering::SeqCst);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(seen, 50);
    }

    fn jobs(n: usize) -> NonZeroUsize {
        NonZeroUsize::new(n).unwrap()
    }

    #[test]
    fn order_is_kept_when_early_items_take_longest() {
        for n in [1, 2, 3, 8] {
            let mut seen = Vec::new();
            let broke: Option<()> = in_order(
                jobs(n),
                0..64_u64,
                |i| {
                    std::thread::sleep(std::time::Duration::from_micros((64 - i) * 20));
                    i
                },
                |i| {
                    seen.push(i);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(broke, None);
            assert_eq!(seen, (0..64).collect::<Vec<_>>(), "{n} workers");
        }
    }

    #[test]
    fn a_slow_piece_holds_the_others_within_the_window() {
        let taken = AtomicUsize::new(0);
        let window = 2 * AHEAD;
        let mut most = 0;
        let items = (0..200_usize).inspect(|_| {
            taken.fetch_add(1, Ordering::SeqCst);
        });
        let mut handed = 0;
        in_order::<_, _, ()>(
            jobs(2),
            items,
            |i| {
                if i == 0 {
                    std::thread::sleep(std::time::Duration::from_millis(50));
                }
            },
            |()| {
                most = most.max(taken.load(Ordering::SeqCst) - handed);
                handed += 1;
                ControlFlow::Continue(())
            },
        );
        assert!(most <= window + 1, "{most} in flight");
        assert_eq!(handed, 200);
    }

    #[test]
    fn a_break_stops_taking_items() {
        let taken = AtomicUsize::new(0);
        let items = (0..10_000_usize).inspect(|_| {
            taken.fetch_add(1, Ordering::SeqCst);
        });
        let broke = in_order(
            jobs(3),
            items,
            |i| i,
            |i| {
                if i == 5 {
                    ControlFlow::Break("enough")
                } else {
                    ControlFlow::Continue(())
                }
            },
        );
        assert_eq!(broke, Some("enough"));
        assert!(taken.load(Ordering::SeqCst) <= 6 + 3 * AHEAD + 3);
    }

    #[test]
    fn a_panic_in_work_reaches_the_caller_and_does_not_hang() {
        for n in [1, 4] {
            let caught = std::panic::catch_unwind(|| {
                in_order::<_, _, ()>(
                    jobs(n),
                    0..100,
                    |i| assert_ne!(i, 7),
                    |()| ControlFlow::Continue(()),
                )
            });
            assert!(caught.is_err(), "{n} workers");
        }
    }

    #[test]
    fn nothing_in_gives_nothing_out() {
        let mut called = false;
        in_order::<(), _, ()>(
            jobs(4),
            std::iter::empty(),
            |()| (),
            |()| {
                called = true;
                ControlFlow::Continue(())
            },
        );
        assert!(!called);
    }
}
