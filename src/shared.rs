//! A short text that many places share.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A mark, a rule, a reason, a mask: few texts stand in many places, so a clone shares the text and takes one pointer.
///
/// # Example
///
/// ```
/// use tearline::shared::Shared;
///
/// let reason = Shared::from("1.4 (b)");
/// assert_eq!(reason.clone(), *"1.4 (b)");
/// assert_eq!(reason.len(), 7);
/// ```
// Boxed, so that the pointer is a thin one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shared(Arc<Box<str>>);

impl Shared {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Shared {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Shared {
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for Shared {
    fn as_ref(&self) -> &str {
        self
    }
}

impl From<&str> for Shared {
    fn from(text: &str) -> Self {
        Self(Arc::new(text.into()))
    }
}

impl From<String> for Shared {
    fn from(text: String) -> Self {
        Self(Arc::new(text.into_boxed_str()))
    }
}

impl PartialEq<str> for Shared {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Shared {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// The texts of one document that are shared: each is kept once.
#[derive(Debug, Default)]
pub(crate) struct Pool(HashSet<Shared>);

impl Pool {
    /// The one copy of `text`.
    pub(crate) fn share(&mut self, text: &str) -> Shared {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let fresh = Shared::from(text);
        self.0.insert(fresh.clone());
        fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_keeps_each_text_once() {
        let mut pool = Pool::default();
        let (first, again) = (pool.share("SBU"), pool.share("SBU"));
        assert!(Arc::ptr_eq(&first.0, &again.0));
        assert_eq!(pool.share(""), "");
        assert_eq!(size_of::<Option<Shared>>(), size_of::<usize>());
    }
}
