//! Invented people.

use std::collections::BTreeSet;

use fastrand::Rng;
use serde_json::{Value, json};

use super::company::{DEPARTMENTS, SKILLS};
use super::names::{FIRST, LAST, STREETS, TOWNS, ascii};

const SEED: u64 = 1;

/// Somebody who works for the demo tenant.
pub(super) struct Person {
    pub(super) employee_no: String,
    pub(super) name: String,
    pub(super) ip_address: String,
    /// As the collection `people` keeps them.
    pub(super) record: Value,
}

/// That many people.
pub(super) fn people(number: usize) -> Vec<Person> {
    let mut rng = Rng::with_seed(SEED);
    let mut taken = BTreeSet::new();
    (1..=number)
        .map(|number| person(&mut rng, &mut taken, number))
        .collect()
}

fn person(rng: &mut Rng, taken: &mut BTreeSet<String>, number: usize) -> Person {
    let (first, last) = (pick(rng, &FIRST), pick(rng, &LAST));
    let employee_no = format!("E-{number:05}");
    let name = format!("{first} {last}");
    let mailbox = format!("{}.{}", ascii(first), ascii(last));
    let mailbox = if taken.insert(mailbox.clone()) {
        mailbox
    } else {
        format!("{mailbox}.{number}")
    };
    let ip_address = ip_address(rng);
    let skills: BTreeSet<&str> = (0..rng.usize(1..5)).map(|_| pick(rng, &SKILLS)).collect();
    let skills = skills.into_iter().collect::<Vec<_>>().join(", ");
    let record = json!({
        "employee_no": employee_no,
        "name": name,
        "email": format!("{mailbox}@example.org"),
        "phone": format!("+49 30 23125 {:03}", rng.u32(0..1_000)),
        "address": format!("{} {}, {}", pick(rng, &STREETS), rng.u32(1..120), pick(rng, &TOWNS)),
        "born_on": format!("{}-{:02}-{:02}", rng.u32(1958..2006), rng.u32(1..=12), rng.u32(1..=28)),
        "ip_address": ip_address,
        "skills": skills,
        "department": pick(rng, &DEPARTMENTS),
    });
    Person {
        employee_no,
        name,
        ip_address,
        record,
    }
}

fn ip_address(rng: &mut Rng) -> String {
    match rng.u32(0..4) {
        0 => format!("192.0.2.{}", rng.u8(1..255)),
        1 => format!("198.51.100.{}", rng.u8(1..255)),
        2 => format!("203.0.113.{}", rng.u8(1..255)),
        _ => format!(
            "2001:db8:{:x}:{:x}::{:x}",
            rng.u16(1..),
            rng.u16(1..),
            rng.u16(1..)
        ),
    }
}

/// One of several.
pub(super) fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    rng.choice(from).copied().unwrap_or_default()
}
