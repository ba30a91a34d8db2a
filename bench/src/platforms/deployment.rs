//! A deployment with a tenant's data, and clients that ask it.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{Client, Folder, Host, Tenant, data};

/// How many people the tenant has.
const PEOPLE: usize = 1_000;
/// How many clients ask at once, each again as soon as it is answered.
const CLIENTS: usize = 4;
/// For how long a route is asked.
const TIME: Duration = Duration::from_secs(2);

/// Hosts with one tenant, whose subjects are known.
pub(crate) struct Deployment {
    pub(crate) name: &'static str,
    hosts: Vec<Host>,
    tenant: Tenant,
    people: Vec<data::Person>,
    subjects: Vec<String>,
    // The hosts' data, kept until they are done.
    _folders: Vec<Folder>,
}

/// A request of one kind; which of the subjects it is about is told by a number.
pub(crate) type Route = fn(&Deployment, &Client, usize);

impl Deployment {
    /// Starts hosts on these folders and fills their database through the first.
    pub(crate) fn start(name: &'static str, folders: Vec<Folder>, arguments: &[&str]) -> Self {
        let start = |folder| Host::start_with(folder, arguments);
        let hosts: Vec<Host> = folders.iter().map(start).collect();
        let people = data::some_people(7, PEOPLE);
        let (Some(folder), Some(host)) = (folders.first(), hosts.first()) else {
            unreachable!("a deployment has a host")
        };
        let tenant = Tenant::create(folder, host.url()).with_people(&people);
        let subjects = people.iter().take(50).map(|person| tenant.subject(person));
        let subjects = subjects.collect();
        Self {
            name,
            hosts,
            tenant,
            people,
            subjects,
            _folders: folders,
        }
    }

    /// Asks one route until the time is over; gives every answer's time.
    ///
    /// # Errors
    /// An answer was not the one that was wanted.
    pub(crate) fn ask(&self, route: Route) -> anyhow::Result<Vec<Duration>> {
        let until = Instant::now() + TIME;
        let client = |number: usize| {
            let host = self.hosts.get(number % self.hosts.len());
            let url = host.map_or("", Host::url);
            self.tenant.at(url).administrator()
        };
        thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|number| {
                    let client = client(number);
                    scope.spawn(move || {
                        let mut times = Vec::new();
                        while Instant::now() < until {
                            let started = Instant::now();
                            route(self, &client, number + times.len() * CLIENTS);
                            times.push(started.elapsed());
                        }
                        times
                    })
                })
                .collect();
            let mut times = Vec::new();
            for client in clients {
                let asked = client.join();
                times.extend(asked.map_err(|_| anyhow::anyhow!("a client gave up"))?);
            }
            Ok(times)
        })
    }

    /// Answers a second, of answers that came one after the other to each client.
    #[expect(clippy::cast_precision_loss, reason = "a count far below 2^52")]
    pub(crate) fn rate(times: &[Duration]) -> f64 {
        times.len() as f64 / TIME.as_secs_f64()
    }

    fn subject(&self, number: usize) -> &str {
        let subject = self.subjects.get(number % self.subjects.len());
        subject.map_or("", String::as_str)
    }

    fn person(&self, number: usize) -> Option<&data::Person> {
        self.people.get(number % self.people.len())
    }
}

/// The routes that make up a day: looking somebody up, reading what is held, paging, and two that write.
pub(crate) const ROUTES: [(&str, Route); 5] = [
    ("look_up", |deployment, client, number| {
        let value = deployment.person(number).map(|person| &person.number);
        let wanted = json!({"collection": "people", "field": "employee_no", "value": value});
        let _found = client.post("/v1/subjects/lookup", &wanted).expect(200);
    }),
    ("read_subject", |deployment, client, number| {
        let path = format!("/v1/subjects/{}/records", deployment.subject(number));
        let _read = client.get(&path).expect(200);
    }),
    ("list_records", |_, client, _| {
        let path = "/v1/collections/people/records?limit=50";
        let _listed = client.get(path).expect(200);
    }),
    ("create_record", |_, client, number| {
        let number = format!("B-{number}-{:08x}", fastrand::u32(..));
        let row: Value =
            json!({"employee_no": number, "name": "Bench", "email": "bench@example.org"});
        let path = "/v1/collections/people/records";
        let _created = client.post(path, &row).expect(201);
    }),
    ("file_request", |deployment, client, number| {
        let wanted = json!({"kind": "access", "subject_id": deployment.subject(number),
            "identity": {"method": "passport-seen"}});
        let _filed = client.post("/v1/requests", &wanted).expect(201);
    }),
];
