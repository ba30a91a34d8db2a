//! Replaces entities in a text, from its end to its start.

use std::ops::Range;

use crate::Error;
use crate::answer::{Answer, Item};
use crate::found::Found;
use crate::operators::{Configs, Direction, Random};

/// The most bytes that operators may read and write for one request: a body of 1 MiB fits with room, unless it asks
/// for the same part of the text, or a long new value, again and again.
const MOST: usize = 8 << 20;

/// Operates on entities, which come ordered from the end of the text. Where two overlap, the one that starts later
/// has the overlap replaced, and the other is operated on whole.
pub(crate) fn operate(
    text: &[char],
    found: Vec<Found>,
    (configs, direction): (&Configs, Direction),
    random: Random<'_>,
) -> Result<Answer, Error> {
    let mut replaced = Vec::with_capacity(found.len());
    let (mut rest, mut behind, mut moved) = (text.len(), 0_usize, 0_usize);
    for entity in found {
        let (place, piece) = piece(text, &entity)?;
        let (name, operator) = configs.operator(&entity.entity_type, direction)?;
        moved = moved.saturating_add(piece.len());
        let new = operator.apply(piece, &entity.entity_type, random)?;
        moved = moved.saturating_add(new.len());
        if moved > MOST {
            return Err(Error::TooMuch);
        }
        let after = place.end.min(rest)..rest;
        behind = behind.saturating_add(after.len());
        let end = behind;
        behind = behind.saturating_add(new.chars().count());
        rest = place.start;
        // Counted from the end of the text, until it is known how long that is.
        let item = Item {
            start: behind,
            end,
            entity_type: entity.entity_type,
            text: new,
            operator: name,
            score: entity.score,
        };
        replaced.push((item, after));
    }
    Ok(assemble(text, replaced, rest, behind))
}

fn piece(text: &[char], entity: &Found) -> Result<(Range<usize>, String), Error> {
    let (start, end) = (entity.start, entity.end);
    let place = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    let place = place.map(|(start, end)| start..end);
    let found = place.and_then(|place| Some((place.clone(), text.get(place)?)));
    let (place, letters) = found.ok_or(Error::Outside {
        start,
        end,
        length: text.len() as u64,
    })?;
    Ok((place, letters.iter().collect()))
}

/// The new text: the start of the old one, and then what was replaced, each with what comes after it.
fn assemble(
    text: &[char],
    replaced: Vec<(Item, Range<usize>)>,
    rest: usize,
    behind: usize,
) -> Answer {
    let old = |range: Range<usize>| text.get(range).unwrap_or_default();
    let mut new: String = old(0..rest).iter().collect();
    for (item, after) in replaced.iter().rev() {
        new.push_str(&item.text);
        new.extend(old(after.clone()));
    }
    let length = rest.saturating_add(behind);
    let from_start = |(item, _): (Item, _)| Item {
        start: length.saturating_sub(item.start),
        end: length.saturating_sub(item.end),
        ..item
    };
    Answer {
        text: new,
        items: replaced.into_iter().map(from_start).collect(),
    }
}
