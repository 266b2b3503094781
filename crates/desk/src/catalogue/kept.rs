//! Values that are made once per key and kept as long as their list.

use std::sync::OnceLock;

/// An append-only list: what it gave out stays good while more is added, without a lock. Meant for
/// few keys.
pub(super) struct Kept<K, V>(Link<K, V>);

type Link<K, V> = OnceLock<Box<Node<K, V>>>;

struct Node<K, V> {
    key: K,
    value: V,
    next: Link<K, V>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<K: PartialEq, V> Kept<K, V> {
    /// The value of a key, where it was made before.
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        let mut link = &self.0;
        while let Some(node) = link.get() {
            if node.key == *key {
                return Some(&node.value);
            }
            link = &node.next;
        }
        None
    }

    /// The value that was added last.
    pub(super) fn last(&self) -> Option<&V> {
        let mut node = self.0.get()?;
        while let Some(next) = node.next.get() {
            node = next;
        }
        Some(&node.value)
    }

    /// The value of a key, made now where there is none.
    pub(super) fn get_or_make(&self, key: K, make: impl FnOnce() -> V) -> &V {
        let mut made = Some((key, make));
        let mut link = &self.0;
        loop {
            if let Some(node) = link.get() {
                if made.as_ref().is_none_or(|(key, _)| *key == node.key) {
                    return &node.value;
                }
                link = &node.next;
            } else if let Some((key, make)) = made.take() {
                let next = OnceLock::new();
                let value = make();
                // Another thread may have been first; its node stays, and the same key is there.
                link.get_or_init(|| Box::new(Node { key, value, next }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_once_and_stays() {
        let kept: Kept<u32, String> = Kept::default();
        assert!(kept.get(&1).is_none() && kept.last().is_none());
        let one = kept.get_or_make(1, || "one".to_owned());
        let two = kept.get_or_make(2, || "two".to_owned());
        assert_eq!(kept.get_or_make(1, || "other".to_owned()), one);
        assert_eq!((one.as_str(), two.as_str()), ("one", "two"));
        assert_eq!(kept.get(&2), Some(two));
        assert_eq!(kept.last(), Some(two));
    }

    #[test]
    fn threads_agree_on_one_value() {
        let kept: Kept<u32, usize> = Kept::default();
        std::thread::scope(|scope| {
            let asked: Vec<_> = (0..8)
                .map(|n| {
                    scope.spawn({
                        let kept = &kept;
                        move || *kept.get_or_make(7, || n)
                    })
                })
                .collect();
            let given: Vec<usize> = asked
                .into_iter()
                .map(|t| t.join().expect("joined"))
                .collect();
            assert!(given.iter().all(|one| *one == given[0]));
        });
    }
}
