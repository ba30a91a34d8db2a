//! Requests made up by a seeded generator: results that overlap, touch, contain each other and share types.

use serde_json::{Value, json};

const KEY: &str = "0123456789abcdef";
const PIECES: [&str; 12] = [
    "Mara",
    "Ruiz-Öz",
    " ",
    "  ",
    " ",
    "\n",
    "\t",
    "12",
    "𝒳",
    "e\u{301}",
    "👩‍🚀",
    ".",
];
const TYPES: [&str; 3] = ["A", "B", "C"];

/// A request to anonymize.
pub(crate) fn request(random: &mut fastrand::Rng) -> Value {
    let count = random.usize(..10);
    let pieces = (0..count).filter_map(|_| random.choice(PIECES));
    let text: String = pieces.collect();
    let length = text.chars().count();
    let results = (0..random.usize(..8)).map(|_| {
        // Now and then beyond the end.
        let beyond = usize::from(random.u8(..200) == 0);
        let start = random.usize(..=length);
        let end = random.usize(start..=length) + beyond;
        let score = random.choice([0.1, 0.5, 0.5, 1.0]);
        json!({"start": start, "end": end, "entity_type": random.choice(TYPES), "score": score})
    });
    let results: Vec<Value> = results.collect();
    let mut anonymizers = json!({});
    for entity_type in ["A", "B", "C", "DEFAULT"] {
        if random.bool() {
            anonymizers[entity_type] = operator(random);
        }
    }
    let body = json!({"text": text, "analyzer_results": results, "anonymizers": anonymizers});
    json!({"path": "anonymize", "body": body})
}

fn operator(random: &mut fastrand::Rng) -> Value {
    match random.u8(..7) {
        0 => json!({"type": "redact"}),
        1 => json!({"type": "keep"}),
        2 => json!({"type": "replace", "new_value": random.choice(["", "x", "long and ö"])}),
        3 => json!({"type": "hash", "hash_type": random.choice(["sha256", "sha512"])}),
        4 => json!({"type": "hash", "salt": KEY}),
        5 => json!({"type": "encrypt", "key": KEY}),
        _ => json!({
            "type": "mask", "masking_char": random.choice(["*", "", "█"]),
            "chars_to_mask": random.i8(-1..6), "from_end": random.bool(),
        }),
    }
}

/// The request that opens what was encrypted, and keeps the rest.
pub(crate) fn to_open(request: &Value) -> Option<Value> {
    let answer = crate::ours(request).ok()?;
    let is_sealed = |item: &presidio::Item| item.operator == "encrypt";
    let items = serde_json::to_value(&answer.items).ok()?;
    let sealed: Vec<&presidio::Item> = answer.items.iter().filter(|item| is_sealed(item)).collect();
    // One type has one operator.
    let mut deanonymizers = json!({"DEFAULT": {"type": "deanonymize_keep"}});
    for item in &sealed {
        deanonymizers[&item.entity_type] = json!({"type": "decrypt", "key": KEY});
    }
    let body =
        json!({"text": answer.text, "anonymizer_results": items, "deanonymizers": deanonymizers});
    (!sealed.is_empty()).then(|| json!({"path": "deanonymize", "body": body}))
}
