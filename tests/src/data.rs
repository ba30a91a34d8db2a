//! The example's data: people, their tasks, timesheets and travel, with values nobody else has.

use fastrand::Rng;
use serde_json::{Value, json};

/// A person of the example.
pub struct Person {
    /// The employee number, unique.
    pub number: String,
    /// The record, as it is imported.
    pub row: Value,
    /// Every personal value of the record, as text.
    pub marks: Vec<String>,
}

/// Declares `people`: each record is about a subject of its own, and goes with it.
pub fn people() -> Value {
    let personal = |name: &str, value_type: &str, class: &str| json!({"name": name, "type": value_type, "class": class, "on_export": "include"});
    let mut number = personal("employee_no", "text", "identifier");
    number["required"] = json!(true);
    number["unique"] = json!(true);
    number["lookup"] = json!(true);
    let mut email = personal("email", "text", "contact");
    email["lookup"] = json!(true);
    let mut name = personal("name", "text", "identifier");
    name["lookup"] = json!(true);
    let mut rating = personal("rating", "text", "sensitive");
    rating["on_export"] = json!("omit");
    json!({
        "name": "people", "purpose": "employment", "lawful_basis": "contract",
        "retention": {"keep_for": "P10Y", "from": "created"},
        "owner": {"kind": "subject"}, "on_erase": "delete",
        "fields": [
            number, name, email,
            personal("phone", "text", "contact"),
            personal("address", "text", "contact"),
            personal("born_on", "date", "quasi-identifier"),
            personal("seen_at", "timestamp", "sensitive"),
            personal("last_ip", "text", "contact"),
            personal("account", "integer", "identifier"),
            personal("salary", "number", "sensitive"),
            personal("in_union", "boolean", "special"),
            personal("fingerprint", "bytes", "special"),
            personal("skills", "text", "quasi-identifier"),
            rating,
            {"name": "site", "type": "text", "class": "none"},
        ],
    })
}

/// Declares `tasks`: the work stays, its title is redacted.
pub fn tasks() -> Value {
    owned_by_employee(
        "tasks",
        &json!([
            {"name": "project", "type": "text", "class": "none"},
            {"name": "estimate", "type": "number", "class": "none"},
            {"name": "title", "type": "text", "class": "free-text", "on_export": "include",
             "on_erase": {"anonymize": {"plugin": "redact", "parameters": {"operator": "redact"}}}},
        ]),
    )
}

/// Declares `timesheets`: hours and costs stay; the note is anonymized by this rule, the absence kept
/// because the law says so.
pub fn timesheets(note_rule: &Value) -> Value {
    owned_by_employee(
        "timesheets",
        &json!([
            {"name": "project", "type": "text", "class": "none"},
            {"name": "hours", "type": "number", "class": "none"},
            {"name": "cost", "type": "number", "class": "none"},
            {"name": "worked_on", "type": "date", "class": "none"},
            {"name": "note", "type": "text", "class": "free-text", "on_export": "include",
             "on_erase": {"anonymize": note_rule}},
            {"name": "absence", "type": "text", "class": "special", "on_export": "omit",
             "on_erase": {"keep": {"ground": "legal-obligation", "reason": "social security",
                                   "until": "P6Y"}}},
        ]),
    )
}

/// Declares `travel`: goes with the person.
pub fn travel() -> Value {
    let mut travel = owned_by_employee(
        "travel",
        &json!([
            {"name": "destination", "type": "text", "class": "quasi-identifier", "on_export": "include"},
            {"name": "left_on", "type": "date", "class": "sensitive", "on_export": "include"},
            {"name": "fare", "type": "number", "class": "none"},
        ]),
    );
    travel["on_erase"] = json!("delete");
    travel
}

/// Declares a collection whose address rests on the consent to a purpose and on nothing else.
pub fn mailing(purpose: &str) -> Value {
    json!({
        "name": format!("mailing-{purpose}"), "purpose": purpose, "lawful_basis": "consent",
        "retention": {"keep_for": "P2Y", "from": "created"},
        "owner": {"kind": "reference", "field": "employee_no", "collection": "people",
                  "key": "employee_no"},
        "on_erase": "delete",
        "fields": [
            {"name": "employee_no", "type": "text", "class": "identifier", "required": true,
             "on_export": "include"},
            {"name": "mail", "type": "text", "class": "contact", "on_export": "include"},
        ],
    })
}

/// A purpose that rests on consent.
pub fn purpose(name: &str) -> Value {
    json!({"name": name, "description": "news of the company", "lawful_basis": "consent"})
}

/// A policy with all that receipts must say.
pub fn policy(text: &str) -> Value {
    json!({"language": "en", "text": text, "particulars": {
        "service": "News", "notice_url": "https://acme.example/privacy",
        "recipients": ["Printer Ltd"], "storage_locations": ["BG"], "processing_locations": ["BG"],
        "withdrawal_at": "https://acme.example/consent",
    }})
}

/// A yes to the first policy of a purpose.
pub fn yes_to(purpose: &str) -> Value {
    json!({"purpose": purpose, "event": "give", "method": "web-form", "policy_version": 1})
}

/// The organization that a tenant is.
pub fn organization() -> Value {
    json!({
        "controller": {"name": "Acme EOOD", "address": "ul. Shipka 1, Sofia", "email": "office@acme.example",
                       "phone": "+359 2 000000", "url": "https://acme.example"},
        "data_protection_officer": {"name": "D. Officer", "email": "dpo@acme.example"},
        "supervisory_authority": {"name": "CPDP", "url": "https://cpdp.bg"},
        "jurisdiction": "BG",
    })
}

/// A record of processing of the collection `people`, with all that Art. 30(1) wants.
pub fn processing_record() -> Value {
    json!({
        "name": "Personnel", "role": "controller", "collections": ["people"],
        "subject_categories": ["employees"], "recipients": ["Payroll Ltd"],
        "transfers": [{"to": "Switzerland", "safeguard": "adequacy decision"}],
        "security_measures": ["every field sealed under a key of its person"],
    })
}

/// A notice to those from whom the data comes.
pub fn notice() -> Value {
    json!({"title": "How we use your data", "origin": "subject", "rights_at": "dpo@acme.example"})
}

/// A breach as it is entered first.
pub fn breach() -> Value {
    json!({
        "title": "Stolen token", "aware_at": "2026-03-27T18:00:00Z", "nature": ["confidentiality"],
        "description": "a token was found in a public repository",
    })
}

/// The five things that a report of a security issue says.
pub fn security_report() -> Value {
    json!({
        "url": "https://acme.example/login", "reporter": "Acme, A. Nobody",
        "affected_information": "names", "device": "telephone, Android 16",
        "reproduction": "log in and wait",
    })
}

/// The rule that replaces every value by the built-in plugin's mark.
pub fn redact() -> Value {
    json!({"plugin": "redact", "parameters": {"operator": "redact"}})
}

/// A declaration whose records belong to the person with the same employee number.
pub fn owned_by_employee(name: &str, fields: &Value) -> Value {
    let mut all = vec![json!({
        "name": "employee_no", "type": "text", "class": "identifier", "required": true,
        "on_erase": "delete", "on_export": "include",
    })];
    all.extend(fields.as_array().cloned().unwrap_or_default());
    json!({
        "name": name, "purpose": "payroll", "lawful_basis": "contract",
        "retention": {"keep_for": "P10Y", "from": "created"},
        "owner": {"kind": "reference", "field": "employee_no", "collection": "people",
                  "key": "employee_no"},
        "on_erase": "anonymize", "fields": all,
    })
}

/// So many people from a seed; every personal value is found nowhere else in the world.
pub fn some_people(seed: u64, count: usize) -> Vec<Person> {
    let mut random = Rng::with_seed(seed);
    (0..count).map(|nth| person(&mut random, nth)).collect()
}

fn person(random: &mut Rng, nth: usize) -> Person {
    let number = format!("E{nth:05}-{}", mark(random));
    let born_on = format!(
        "{:04}-{:02}-{:02}",
        1905 + nth % 60,
        1 + nth % 12,
        1 + nth % 28
    );
    // No zero at the end: the shortest writing of a fraction is the one that comes back.
    let seen_at = format!(
        "2031-{:02}-{:02}T03:14:15.{:02}{}Z",
        1 + nth % 12,
        1 + nth % 28,
        nth % 100,
        1 + nth % 9
    );
    let account = random.i64(4_000_000_000_000_000..9_000_000_000_000_000);
    let salary = format!("{}.25", random.u32(10_000_000..90_000_000));
    let texts = [
        ("employee_no", number.clone()),
        ("name", format!("Zoë {} Łuk{}", mark(random), mark(random))),
        (
            "email",
            format!("{}@{}.example", mark(random), mark(random)),
        ),
        (
            "phone",
            format!(
                "+359 {} {}",
                random.u64(10_000_000_000..99_999_999_999),
                mark(random)
            ),
        ),
        (
            "address",
            format!("ул. \"{}\" 5\\7\n{} Größe", mark(random), mark(random)),
        ),
        (
            "last_ip",
            format!("2001:db8::{}:{:04x}", mark(random), random.u16(..)),
        ),
        ("skills", format!("welding, {}", mark(random))),
        ("rating", format!("rated {}", mark(random))),
    ];
    let fingerprint = format!("print {}", mark(random));
    let mut marks: Vec<String> = texts.iter().flat_map(|(_, text)| parts(text)).collect();
    marks.extend([account.to_string(), salary.clone(), fingerprint.clone()]);
    let mut row = json!({
        "born_on": born_on, "seen_at": seen_at, "account": account,
        "salary": salary.parse::<f64>().expect("a decimal number"),
        "in_union": nth.is_multiple_of(2), "fingerprint": base64(fingerprint.as_bytes()), "site": "Sofia",
    });
    for (field, text) in texts {
        row[field] = json!(text);
    }
    Person { number, row, marks }
}

/// Work of these people: `each` rows a person and collection, with texts that name them.
pub struct Work {
    /// Rows of `tasks`.
    pub tasks: Vec<Value>,
    /// Rows of `timesheets`.
    pub timesheets: Vec<Value>,
    /// Rows of `travel`.
    pub travel: Vec<Value>,
    /// Personal texts with the employee number of the person they are about.
    pub marks: Vec<(String, String)>,
}

/// Work of these people, from a seed. Hours are quarters and costs whole, so that sums are exact.
pub fn some_work(seed: u64, people: &[Person], each: usize) -> Work {
    let mut random = Rng::with_seed(seed);
    let mut work = Work {
        tasks: Vec::new(),
        timesheets: Vec::new(),
        travel: Vec::new(),
        marks: Vec::new(),
    };
    for person in people {
        for _ in 0..each {
            let project = format!("P{}", random.u8(0..4));
            let [title, note, absence, destination] = ["Call", "Met", "Ill:", "Visit"]
                .map(|word| format!("{word} {}", mark(&mut random)));
            work.tasks.push(json!({
                "employee_no": person.number, "project": project, "title": title,
                "estimate": f64::from(random.u8(1..40)) / 4.0,
            }));
            work.timesheets.push(json!({
                "employee_no": person.number, "project": project, "note": note, "absence": absence,
                "hours": f64::from(random.u8(1..40)) / 4.0, "cost": random.u16(10..2_000),
                "worked_on": format!("2026-{:02}-{:02}", random.u8(1..13), random.u8(1..29)),
            }));
            work.travel.push(json!({
                "employee_no": person.number, "destination": destination,
                "left_on": format!("2026-{:02}-{:02}", random.u8(1..13), random.u8(1..29)),
                "fare": random.u16(10..2_000),
            }));
            for text in [title, note, absence, destination] {
                work.marks
                    .extend(parts(&text).map(|part| (person.number.clone(), part)));
            }
        }
    }
    work
}

/// Fourteen letters that chance gives nowhere else.
pub fn mark(random: &mut Rng) -> String {
    (0..MARK_LENGTH).map(|_| random.lowercase()).collect()
}

/// A text, and the marks it holds: whoever cuts it up or changes its case leaves those.
fn parts(text: &str) -> impl Iterator<Item = String> {
    let marks = text.split(|character: char| !character.is_ascii_lowercase());
    let marks = marks
        .filter(|part| part.len() == MARK_LENGTH)
        .map(str::to_owned);
    std::iter::once(text.to_owned()).chain(marks)
}

const MARK_LENGTH: usize = 14;

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
