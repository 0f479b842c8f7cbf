//! How far a batch is: a bar on a terminal, plain lines now and then in a pipe; both on standard error.

use super::report;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// Between two lines in a pipe.
const PAUSE: Duration = Duration::from_secs(10);

/// Tells how far a batch is.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    pace: Pace,
    begun: Instant,
}

impl Progress {
    /// For a batch of `files` files. No colour, so nothing hangs on `NO_COLOR`.
    pub(super) fn new(files: usize) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr());
            let template = "{wide_bar} {human_pos} of {human_len} files, {per_sec}, {eta} left";
            match ProgressStyle::with_template(template) {
                Ok(style) => bar.with_style(style.with_key("per_sec", rate).progress_chars("=> ")),
                Err(_) => bar,
            }
        });
        Self {
            bar,
            pace: Pace::new(files as u64),
            begun: Instant::now(),
        }
    }

    /// One file more is done.
    pub(super) fn step(&mut self) {
        self.pace.done = self.pace.done.saturating_add(1);
        if let Some(bar) = &self.bar {
            bar.inc(1);
        } else if let Some(line) = self.pace.line(self.begun.elapsed()) {
            report::line(&line);
        }
    }

    /// Runs what prints lines of its own, so that the bar does not stand among them.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
            let _ = std::io::stderr().flush();
        }
    }
}

/// Whole files a second.
fn rate(state: &indicatif::ProgressState, out: &mut dyn std::fmt::Write) {
    let _ = write!(out, "{:.0}/s", state.per_sec());
}

/// When a line is due, and what it says.
struct Pace {
    files: u64,
    done: u64,
    last: Duration,
}

impl Pace {
    fn new(files: u64) -> Self {
        Self {
            files,
            done: 0,
            last: Duration::ZERO,
        }
    }

    /// The line that is due `now`, counted from the beginning.
    fn line(&mut self, now: Duration) -> Option<String> {
        if now.saturating_sub(self.last) < PAUSE || self.done >= self.files {
            return None;
        }
        self.last = now;
        let millis = u64::try_from(now.as_millis()).unwrap_or(u64::MAX).max(1);
        let rate = self.done.saturating_mul(1000).checked_div(millis).unwrap_or(0);
        let rest = self.files.saturating_sub(self.done).saturating_mul(millis);
        let left = rest.checked_div(self.done).unwrap_or(0).div_ceil(1000);
        Some(format!(
            "tearline: {} of {} files, {rate}/s, about {} left\n",
            self.done,
            self.files,
            span(left)
        ))
    }
}

/// Seconds in words.
fn span(seconds: u64) -> String {
    match seconds {
        0..=99 => format!("{seconds} s"),
        100..=5_999 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;
    use std::time::Duration;

    #[test]
    fn a_line_every_ten_seconds_and_none_at_the_end() {
        let mut pace = Pace::new(1000);
        let mut lines = Vec::new();
        for done in 1..=1000_u64 {
            pace.done = done;
            lines.extend(pace.line(Duration::from_millis(done * 40)));
        }
        assert_eq!(
            lines,
            [
                "tearline: 250 of 1000 files, 25/s, about 30 s left\n",
                "tearline: 500 of 1000 files, 25/s, about 20 s left\n",
                "tearline: 750 of 1000 files, 25/s, about 10 s left\n",
            ]
        );
    }

    #[test]
    fn slow_work_is_told_in_minutes_and_hours() {
        let mut pace = Pace::new(100_000);
        pace.done = 10;
        let line = pace.line(Duration::from_secs(10)).unwrap();
        assert_eq!(line, "tearline: 10 of 100000 files, 1/s, about 28 h left\n");
        pace.done = 99_000;
        let line = pace.line(Duration::from_secs(99_000)).unwrap();
        assert_eq!(line, "tearline: 99000 of 100000 files, 1/s, about 17 min left\n");
    }
}
