//! What the invented people did.

use anyhow::{Context, Result};
use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::company::{ABSENCES, DESTINATIONS, NOTES, REASONS, TASKS, WAGE_TYPES};
use super::people::{Person, pick};

const TASKS_SEED: u64 = 2;
const TIMESHEETS_SEED: u64 = 3;
const TRAVEL_SEED: u64 = 4;

/// The first day of the year that the demo is about.
const FIRST_DAY: Date = date(2025, 1, 1);

pub(super) fn tasks(number: usize, people: &[Person]) -> Vec<Value> {
    let mut rng = Rng::with_seed(TASKS_SEED);
    let task = |number: usize| {
        // Everybody has a task before anybody has two.
        let assignee = people.get(number % people.len().max(1))?;
        Some(json!({
            "task_no": format!("T-{number:05}"),
            "assignee": assignee.employee_no,
            "project": project(&mut rng),
            "title": about(&mut rng, &TASKS, people),
            "description": format!("{}. {}.", about(&mut rng, &NOTES, people), assignee.name),
            "state": pick(&mut rng, &["open", "started", "done", "done"]),
            "estimated_hours": f64::from(rng.u32(1..80)) / 2.0,
        }))
    };
    (0..number).map_while(task).collect()
}

pub(super) fn timesheets(number: usize, people: &[Person]) -> Result<Vec<Value>> {
    let mut rng = Rng::with_seed(TIMESHEETS_SEED);
    (0..number)
        .map(|number| {
            let person = nth(people, number)?;
            let is_absent = rng.u32(0..100) < 6;
            // Quarters of hours and whole cents, so that sums are exact.
            let quarters = if is_absent { 0 } else { rng.u32(2..=40) };
            let rate = rng.u32(45..=160);
            let (absence, note) = if is_absent {
                (Some(pick(&mut rng, &ABSENCES)), None)
            } else {
                (None, Some(about(&mut rng, &NOTES, people)))
            };
            Ok(json!({
                "employee_no": person.employee_no,
                "worked_on": day(&mut rng)?.to_string(),
                "project": project(&mut rng),
                "hours": f64::from(quarters) / 4.0,
                "cost": f64::from(quarters * rate) / 4.0,
                "absence": absence,
                "note": note,
                "wage_type": pick(&mut rng, &WAGE_TYPES),
            }))
        })
        .collect()
}

pub(super) fn travel(number: usize, people: &[Person]) -> Result<Vec<Value>> {
    let mut rng = Rng::with_seed(TRAVEL_SEED);
    (0..number)
        .map(|_| {
            let person = nth(people, rng.usize(..))?;
            let departs_on = day(&mut rng)?;
            let returns_on = departs_on.checked_add(rng.i64(0..12).days())?;
            Ok(json!({
                "employee_no": person.employee_no,
                "traveller": person.name,
                "passport_no": format!("X{:08}", rng.u32(0..100_000_000)),
                "booked_from": person.ip_address,
                "departs_on": departs_on.to_string(),
                "returns_on": returns_on.to_string(),
                "destination": pick(&mut rng, &DESTINATIONS),
                "reason": about(&mut rng, &REASONS, people),
                "project": project(&mut rng),
                "cost": f64::from(rng.u32(4_000..240_000)) / 100.0,
            }))
        })
        .collect()
}

fn nth(people: &[Person], number: usize) -> Result<&Person> {
    number
        .checked_rem(people.len())
        .and_then(|index| people.get(index))
        .context("nobody works here")
}

fn project(rng: &mut Rng) -> String {
    format!("P-{:02}", rng.u32(1..=25))
}

/// A day of the demo's year.
fn day(rng: &mut Rng) -> Result<Date> {
    Ok(FIRST_DAY.checked_add(rng.i64(0..365).days())?)
}

/// A text in which somebody may be named.
fn about(rng: &mut Rng, texts: &[&str], people: &[Person]) -> String {
    let name = rng
        .choice(people)
        .map_or("nobody", |person| person.name.as_str());
    pick(rng, texts).replace("{}", name)
}
