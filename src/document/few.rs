//! Lists of blocks, which mostly hold nothing or one thing, in little room.

use std::fmt;
use std::ops::Deref;

/// A list that holds one thing without an allocation. It reads as a slice.
///
/// # Example
///
/// ```
/// use tearline::document::Few;
///
/// let few: Few<u8> = [4, 2].into_iter().collect();
/// assert_eq!(few.first(), Some(&4));
/// assert!(Few::<u8>::default().is_empty());
/// ```
#[derive(Clone)]
pub struct Few<T>(Inner<T>);

#[derive(Clone)]
enum Inner<T> {
    None,
    One(T),
    Many(Vec<T>),
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Inner::None)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Inner::None => &[],
            Inner::One(one) => std::slice::from_ref(one),
            Inner::Many(many) => many,
        }
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(list: I) -> Self {
        let mut list = list.into_iter();
        let Some(first) = list.next() else {
            return Self(Inner::None);
        };
        let Some(second) = list.next() else {
            return Self(Inner::One(first));
        };
        Self(Inner::Many([first, second].into_iter().chain(list).collect()))
    }
}

impl<T> IntoIterator for Few<T> {
    type Item = T;
    type IntoIter = std::iter::Chain<std::option::IntoIter<T>, std::vec::IntoIter<T>>;

    fn into_iter(self) -> Self::IntoIter {
        let (one, many) = match self.0 {
            Inner::None => (None, Vec::new()),
            Inner::One(one) => (Some(one), Vec::new()),
            Inner::Many(many) => (None, many),
        };
        one.into_iter().chain(many)
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: PartialEq> PartialEq for Few<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Few<T> {}

impl<T: fmt::Debug> fmt::Debug for Few<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// A list that few blocks have: one pointer where it is empty. It reads as a slice.
///
/// # Example
///
/// ```
/// use tearline::document::Rare;
///
/// let rare = Rare::from(vec!["a", "b"]);
/// assert_eq!(rare.len(), 2);
/// assert!(Rare::<u8>::default().is_empty());
/// ```
// Boxed, so that an empty one takes a pointer and not three.
#[derive(Clone, PartialEq, Eq)]
#[allow(clippy::box_collection)]
pub struct Rare<T>(Option<Box<Vec<T>>>);

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Deref for Rare<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<T> From<Vec<T>> for Rare<T> {
    fn from(list: Vec<T>) -> Self {
        Self((!list.is_empty()).then(|| Box::new(list)))
    }
}

impl<'a, T> IntoIterator for &'a Rare<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for Rare<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_none_one_and_many_read_alike() {
        for list in [vec![], vec![1], vec![1, 2, 3]] {
            let few: Few<u8> = list.iter().copied().collect();
            let rare = Rare::from(list.clone());
            assert_eq!(*few, *list);
            assert_eq!(*rare, *list);
            assert_eq!(few.clone().into_iter().collect::<Vec<_>>(), list);
            assert_eq!(format!("{few:?} {rare:?}"), format!("{list:?} {list:?}"));
        }
        assert_eq!(size_of::<Rare<u8>>(), size_of::<usize>());
    }
}
