//! Two hosts on one PostgreSQL database: either may die at any moment, and nothing is lost, doubled or
//! half done.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fastrand::Rng;
use tests::data::Person;
use tests::{Folder, Host, Tenant};

use super::crash::{Ledger, Sent, employer, erase, hours, import_on, seed, settle};

const CYCLES: u32 = 50;

/// What was sent in a cycle.
#[derive(Default)]
struct Cycle {
    imports: Vec<Sent>,
    erasures: Vec<(String, String, Sent)>,
}

#[test]
fn fifty_deaths_of_either_host_lose_double_and_halve_nothing() {
    let seed = seed();
    println!("LETHE_SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let folder = Folder::on_postgres();
    let folders = [folder.beside(), folder.beside()];
    let mut hosts = folders.each_ref().map(|folder| Some(Host::start(folder)));
    let url = |hosts: &[Option<Host>; 2], nth: usize| {
        let host = hosts[nth].as_ref().expect("the host runs");
        host.url().to_owned()
    };
    let (tenant, people) = employer(&folder, &url(&hosts, 0), seed);
    let held = hours(&tenant);
    let mut ledger = Ledger::default();
    let numbers = people.iter().map(|person| person.number.clone());
    ledger.there.extend(numbers);
    let subjects: Vec<String> = people.iter().map(|person| tenant.subject(person)).collect();
    let mut waiting = people.iter().zip(&subjects);

    for cycle in 0..CYCLES {
        let (delay, victim) = (
            Duration::from_millis(random.u64(3..200)),
            random.usize(0..2),
        );
        let (eraser, count) = (random.usize(0..2), random.usize(1..=2));
        let victims: Vec<_> = waiting.by_ref().take(count).collect();
        let tenants = [0, 1].map(|nth| tenant.at(&url(&hosts, nth)));
        let host = hosts[victim].take().expect("the host runs");
        let sent = during(&tenants, cycle, eraser, &victims, || {
            std::thread::sleep(delay);
            host.kill();
        });
        hosts[victim] = Some(Host::start(&folders[victim]));
        quiet(&folder);
        let tenant = tenant.at(&url(&hosts, random.usize(0..2)));
        settle(&tenant, &mut ledger, sent.imports, sent.erasures);
        assert_eq!(
            hours(&tenant),
            held,
            "cycle {cycle}: hours were lost or doubled"
        );
    }
    assert!(
        !ledger.erased.is_empty(),
        "no erasure was ever acknowledged"
    );
    for host in hosts.into_iter().flatten() {
        host.stop();
    }
}

/// Imports by both hosts, each batch of the third by both at once, and erases by one of them, while
/// something happens.
fn during(
    tenants: &[Tenant; 2],
    cycle: u32,
    eraser: usize,
    victims: &[(&Person, &String)],
    happens: impl FnOnce(),
) -> Cycle {
    let over = AtomicBool::new(false);
    let more = || !over.load(Ordering::Relaxed);
    let [one, other] = tenants;
    std::thread::scope(|scope| {
        let imports = [
            scope.spawn(|| import_on(one, &format!("{cycle}-one"), more)),
            scope.spawn(|| import_on(other, &format!("{cycle}-other"), more)),
        ];
        // The same calls by both hosts: the ledger takes either's answer.
        let twins = [
            scope.spawn(|| import_on(one, &format!("{cycle}-both"), more)),
            scope.spawn(|| import_on(other, &format!("{cycle}-both"), more)),
        ];
        let erasures = scope.spawn(|| erase(&tenants[eraser], &cycle.to_string(), victims));
        happens();
        over.store(true, Ordering::Relaxed);
        let mut sent = Cycle::default();
        for imports in imports {
            let imports = imports.join().expect("imports end");
            sent.imports.extend(imports.into_iter().map(acknowledged));
        }
        let [first, second] = twins.map(|twin| twin.join().expect("imports end"));
        let (longer, shorter) = if first.len() < second.len() {
            (second, first)
        } else {
            (first, second)
        };
        let mut answered = shorter.into_iter();
        sent.imports.extend(longer.into_iter().map(|mut one| {
            let twin = answered.next().and_then(|twin| acknowledged(twin).answer);
            one = acknowledged(one);
            one.answer = one.answer.or(twin);
            one
        }));
        sent.erasures = erasures.join().expect("erasures end");
        sent
    })
}

/// A call that its twin overtook is told to come again (409): that is no answer to it.
fn acknowledged(mut sent: Sent) -> Sent {
    sent.answer = sent.answer.filter(|answer| answer.status == 200);
    sent
}

/// Waits until the server has noticed that a host is gone.
fn quiet(folder: &Folder) {
    let database = folder.database().expect("the folder is on PostgreSQL");
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                AND state <> 'idle' AND pid <> pg_backend_pid()";
    while database.run(busy) != "0" {
        std::thread::sleep(Duration::from_millis(5));
    }
}
