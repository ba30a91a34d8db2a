//! Short lists of words that stand for nobody and nothing in particular.

/// Given names that people of any gender have.
pub(super) const GIVEN: &[&str] = &[
    "Alex", "Andrea", "Ariel", "Ashley", "Bailey", "Blake", "Cameron", "Casey", "Charlie", "Chris",
    "Dana", "Devon", "Drew", "Eli", "Emery", "Finley", "Francis", "Gabriel", "Hayden", "Jamie",
    "Jesse", "Jordan", "Jules", "Kai", "Kim", "Lee", "Logan", "Lou", "Luca", "Maxime", "Mika",
    "Morgan", "Nico", "Noa", "Pat", "Quinn", "Reese", "Remy", "Riley", "Robin", "Rowan", "Sam",
    "Sascha", "Sidney", "Skyler", "Taylor", "Toni", "Val",
];

/// Family names that are common in several countries.
pub(super) const FAMILY: &[&str] = &[
    "Adler", "Baker", "Becker", "Berg", "Bishop", "Brandt", "Brook", "Carter", "Cole", "Costa",
    "Cross", "Dahl", "Engel", "Field", "Fischer", "Forest", "Franco", "Garcia", "Hahn", "Hill",
    "Holm", "Horn", "Keller", "King", "Klein", "Kovac", "Lang", "Lind", "Lopez", "Marin", "Martin",
    "Meyer", "Moore", "Nagy", "Novak", "Olsen", "Pereira", "Peters", "Popa", "Roman", "Rossi",
    "Silva", "Simon", "Stone", "Sommer", "Torres", "Vogel", "Weber",
];

/// Cities that do not exist.
pub(super) const CITIES: &[&str] = &[
    "Alderbrook",
    "Amberfield",
    "Ashmere",
    "Birchhaven",
    "Blackmere",
    "Brightwater",
    "Cedarholm",
    "Clearford",
    "Copperhill",
    "Dunmoor",
    "Eastmere",
    "Elmhaven",
    "Fairmoor",
    "Fernhollow",
    "Foxmere",
    "Glenharbor",
    "Goldmoor",
    "Greyharbor",
    "Hazelmere",
    "Highmoor",
    "Ironbrook",
    "Juniperton",
    "Kestrelford",
    "Larkhaven",
    "Lindenmoor",
    "Maplemere",
    "Millhaven",
    "Moonharbor",
    "Northmere",
    "Oakharbor",
    "Pinemoor",
    "Quarryford",
    "Ravenmoor",
    "Redharbor",
    "Rivermoor",
    "Rosemere",
    "Sandharbor",
    "Silverbrook",
    "Southmere",
    "Stonehaven",
    "Summermoor",
    "Thornmere",
    "Valemoor",
    "Westharbor",
    "Whitemoor",
    "Willowmere",
    "Windharbor",
    "Wolfmoor",
];

/// Plain nouns.
pub(super) const WORDS: &[&str] = &[
    "acorn", "amber", "anchor", "apple", "arrow", "basket", "beacon", "birch", "bottle", "bridge",
    "candle", "canyon", "cedar", "cloud", "compass", "copper", "coral", "cotton", "feather",
    "forest", "garden", "ginger", "harbor", "hazel", "island", "ivory", "jasmine", "kettle",
    "lantern", "lemon", "maple", "marble", "meadow", "mirror", "orchard", "paper", "pebble",
    "pepper", "planet", "river", "saddle", "silver", "spoon", "stone", "thimble", "valley",
    "velvet", "willow",
];
