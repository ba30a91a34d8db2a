//! Which results remain where several are about the same part of a text: Presidio's strategy
//! `merge_similar_or_contained`, the only one that its HTTP interface has.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeSet, HashMap};

use crate::found::Found;

/// Resolves the conflicts among the results for a text.
pub(crate) fn resolve(text: &[char], mut results: Vec<Found>) -> Vec<Found> {
    results.sort_by_key(|result| (result.start, result.end));
    join_over_spaces(text, without_contained(merge_of_one_type(results)))
}

/// Merges overlapping results of one type into one with the highest score. Those that only touch stay apart. A merged
/// result stands where the last of its parts stood, which decides what the joining over spaces sees as neighbours.
fn merge_of_one_type(results: Vec<Found>) -> Vec<Found> {
    let mut open = HashMap::<String, (usize, Found)>::new();
    let mut merged = Vec::with_capacity(results.len());
    for (place, result) in results.into_iter().enumerate() {
        let Some((last, current)) = open.get_mut(&result.entity_type) else {
            open.insert(result.entity_type.clone(), (place, result));
            continue;
        };
        if overlap(current, &result) {
            current.end = current.end.max(result.end);
            if result.score() > current.score() {
                current.score = result.score;
            }
            *last = place;
        } else {
            let before = std::mem::replace(current, result);
            merged.push((std::mem::replace(last, place), before));
        }
    }
    merged.extend(open.into_values());
    merged.sort_by_key(|(place, _)| *place);
    merged.into_iter().map(|(_, result)| result).collect()
}

fn overlap(one: &Found, other: &Found) -> bool {
    one.end.min(other.end) > one.start.max(other.start)
}

/// Drops results that lie within another, whatever their types and scores. Of several at the same place the one with
/// the highest score stays, and the last of these.
fn without_contained(results: Vec<Found>) -> Vec<Found> {
    let mut order: Vec<(usize, &Found)> = results.iter().enumerate().collect();
    order.sort_by_key(|(_, result)| (result.start, Reverse(result.end)));
    let mut stay = BTreeSet::new();
    let mut reached = None;
    for group in
        order.chunk_by(|(_, one), (_, other)| (one.start, one.end) == (other.start, other.end))
    {
        let by_score = |one: &&(usize, &Found), other: &&(usize, &Found)| {
            let order = one.1.score().partial_cmp(&other.1.score());
            order.unwrap_or(Ordering::Equal)
        };
        let Some((place, result)) = group.iter().max_by(by_score) else {
            continue;
        };
        // Whatever can contain this starts before it, or here and is longer.
        if reached.is_none_or(|reached| reached < result.end) {
            stay.insert(*place);
            reached = Some(result.end);
        }
    }
    let results = results.into_iter().enumerate();
    let results = results.filter(|(place, _)| stay.contains(place));
    results.map(|(_, result)| result).collect()
}

/// Joins neighbours of one type between which there are spaces only. The later one's score stays.
fn join_over_spaces(text: &[char], results: Vec<Found>) -> Vec<Found> {
    let mut joined = Vec::<Found>::with_capacity(results.len());
    for mut result in results {
        if let Some(before) = joined.last()
            && before.entity_type == result.entity_type
            && are_spaces(between(text, before.end, result.start))
        {
            result.start = before.start;
            joined.pop();
        }
        joined.push(result);
    }
    joined
}

/// Like a slice of Python, which ends where the text ends.
fn between(text: &[char], start: u64, end: u64) -> &[char] {
    let place = |position| usize::try_from(position).map_or(text.len(), |at| at.min(text.len()));
    text.get(place(start)..place(end)).unwrap_or_default()
}

/// One line feed after the spaces does not matter: Presidio's pattern ends with `$`.
fn are_spaces(text: &[char]) -> bool {
    let spaces = text.strip_suffix(&['\n']).unwrap_or(text);
    !spaces.is_empty() && spaces.iter().all(|letter| *letter == ' ')
}
