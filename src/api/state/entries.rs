//! What becomes of the entries of a list.

use std::collections::HashMap;

use serde_json::Value;

/// What becomes of an entry of `userToDNMapping`. Indices count from zero: `before` in the list that was
/// stored, `after` in the one that is stored then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryChange {
    /// It stays; its index may be another, as others come and go.
    Kept {
        /// Where it stood.
        before: usize,
        /// Where it stands.
        after: usize,
    },
    /// It changes its place among the entries that stay.
    Moved {
        /// Where it stood.
        before: usize,
        /// Where it stands.
        after: usize,
    },
    /// Another one with the same `match` takes its place.
    Changed {
        /// Where it stood.
        before: usize,
        /// Where the other one stands.
        after: usize,
    },
    /// It is new.
    Added {
        /// Where it stands.
        after: usize,
    },
    /// It is there no more.
    Removed {
        /// Where it stood.
        before: usize,
    },
}

/// What becomes of the entries. The first of several equal ones is taken for the first, and so on.
pub(super) fn changes(before: &[Value], after: &[Value]) -> Vec<EntryChange> {
    let texts = |list: &[Value]| list.iter().map(Value::to_string).collect::<Vec<String>>();
    let mut partners: Vec<Option<usize>> = vec![None; before.len()];
    let mut is_taken = vec![false; after.len()];
    pair(&texts(before), &texts(after), &mut partners, &mut is_taken);
    let equal: Vec<(usize, usize)> =
        partners.iter().enumerate().filter_map(|(from, to)| Some((from, (*to)?))).collect();
    let kept = longest_rising(&equal.iter().map(|(_, to)| *to).collect::<Vec<usize>>());
    let mut is_kept = vec![false; before.len()];
    let mut is_equal = vec![false; before.len()];
    for (nth, &(from, _)) in equal.iter().enumerate() {
        set(&mut is_equal, from);
        if kept.get(nth) == Some(&true) {
            set(&mut is_kept, from);
        }
    }
    // What is left is taken for another one if it has the same expression.
    let patterns = |list: &[Value]| {
        let pattern = |entry: &Value| entry.get("match").and_then(Value::as_str).map(str::to_owned);
        list.iter().map(|entry| pattern(entry).unwrap_or_default()).collect::<Vec<String>>()
    };
    pair(&patterns(before), &patterns(after), &mut partners, &mut is_taken);

    // Where what is removed stood: behind the entry that stayed before it.
    let mut placed: Vec<((usize, usize, usize), EntryChange)> = Vec::new();
    let mut behind = 0;
    for (before, partner) in partners.iter().enumerate() {
        let stays = is_kept.get(before) == Some(&true);
        let was_equal = is_equal.get(before) == Some(&true);
        match *partner {
            None => placed.push(((behind, 0, before), EntryChange::Removed { before })),
            Some(after) => {
                let change = match (stays, was_equal) {
                    (true, _) => EntryChange::Kept { before, after },
                    (false, true) => EntryChange::Moved { before, after },
                    (false, false) => EntryChange::Changed { before, after },
                };
                placed.push(((after, 1, 0), change));
                if stays {
                    behind = after + 1;
                }
            }
        }
    }
    let added = is_taken.iter().enumerate().filter(|(_, taken)| !**taken);
    placed.extend(added.map(|(after, _)| ((after, 1, 0), EntryChange::Added { after })));
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, change)| change).collect()
}

fn set(flags: &mut [bool], index: usize) {
    if let Some(flag) = flags.get_mut(index) {
        *flag = true;
    }
}

/// Pairs what is equal, and has no partner yet.
fn pair(before: &[String], after: &[String], partners: &mut [Option<usize>], is_taken: &mut [bool]) {
    let mut free: HashMap<&str, std::collections::VecDeque<usize>> = HashMap::new();
    for (index, text) in after.iter().enumerate().filter(|(index, _)| is_taken.get(*index) == Some(&false)) {
        free.entry(text).or_default().push_back(index);
    }
    for (text, partner) in before.iter().zip(partners.iter_mut()).filter(|(_, partner)| partner.is_none()) {
        *partner = free.get_mut(text.as_str()).and_then(std::collections::VecDeque::pop_front);
        if let Some(index) = *partner {
            set(is_taken, index);
        }
    }
}

/// Which of these numbers, all different, are among the longest rising ones; in n log n steps.
fn longest_rising(numbers: &[usize]) -> Vec<bool> {
    // For each length the place of the smallest number with which so many rising ones end.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (place, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|&end| numbers.get(end).is_some_and(|other| other < number));
        previous.push(length.checked_sub(1).and_then(|before| ends.get(before).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    let mut is_among = vec![false; numbers.len()];
    let mut at = ends.last().copied();
    while let Some(place) = at {
        set(&mut is_among, place);
        at = previous.get(place).copied().flatten();
    }
    is_among
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::EntryChange::{Added, Changed, Kept, Moved, Removed};
    use super::*;

    /// Entries by letter; a capital is another one with the same expression.
    fn list(letters: &str) -> Vec<Value> {
        let entry =
            |c: char| json!({"match": c.to_ascii_lowercase().to_string(), "substitution": c.to_string()});
        letters.chars().map(entry).collect()
    }

    fn found(before: &str, after: &str) -> Vec<EntryChange> {
        changes(&list(before), &list(after))
    }

    #[test]
    fn what_becomes_of_entries() {
        assert_eq!(found("", ""), []);
        assert_eq!(found("ab", "ab"), [Kept { before: 0, after: 0 }, Kept { before: 1, after: 1 }]);
        assert_eq!(
            found("abc", "ac"),
            [Kept { before: 0, after: 0 }, Removed { before: 1 }, Kept { before: 2, after: 1 }]
        );
        assert_eq!(
            found("abc", "cab"),
            [Moved { before: 2, after: 0 }, Kept { before: 0, after: 1 }, Kept { before: 1, after: 2 }]
        );
        assert_eq!(
            found("abc", "xaBc"),
            [
                Added { after: 0 },
                Kept { before: 0, after: 1 },
                Changed { before: 1, after: 2 },
                Kept { before: 2, after: 3 }
            ]
        );
        assert_eq!(found("aa", "a"), [Kept { before: 0, after: 0 }, Removed { before: 1 }]);
        assert_eq!(found("ab", ""), [Removed { before: 0 }, Removed { before: 1 }]);
    }

    proptest! {
        #[test]
        fn every_entry_has_one_fate(before in "[a-dA-D]{0,9}", after in "[a-dA-D]{0,9}") {
            let (old, new) = (list(&before), list(&after));
            let (mut from, mut to, mut last) = (Vec::new(), Vec::new(), None);
            for change in changes(&old, &new) {
                match change {
                    Kept { before, after } => {
                        prop_assert_eq!(&old[before], &new[after]);
                        prop_assert!(last < Some((before, after)), "in both orders");
                        prop_assert!(last.is_none_or(|(b, a)| b < before && a < after));
                        last = Some((before, after));
                        from.push(before);
                        to.push(after);
                    }
                    Moved { before, after } => {
                        prop_assert_eq!(&old[before], &new[after]);
                        from.push(before);
                        to.push(after);
                    }
                    Changed { before, after } => {
                        prop_assert_eq!(&old[before]["match"], &new[after]["match"]);
                        prop_assert_ne!(&old[before], &new[after]);
                        from.push(before);
                        to.push(after);
                    }
                    Added { after } => to.push(after),
                    Removed { before } => from.push(before),
                }
            }
            from.sort_unstable();
            prop_assert_eq!(from, (0..old.len()).collect::<Vec<_>>());
            prop_assert_eq!(to, (0..new.len()).collect::<Vec<_>>());
            prop_assert_eq!(changes(&old, &old).len(), old.len());
        }
    }

    #[test]
    fn long_lists_are_compared_in_time() {
        let many = |order: &dyn Fn(usize) -> usize| -> Vec<Value> {
            (0..100_000).map(|n| json!({"match": order(n).to_string(), "substitution": "x"})).collect()
        };
        let (forth, back) = (many(&|n| n), many(&|n| 99_999 - n));
        let moved = changes(&forth, &back).iter().filter(|change| matches!(change, Moved { .. })).count();
        assert_eq!(moved, 99_999);
    }
}
