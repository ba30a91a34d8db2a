//! Whom to tell about security issues is served where RFC 9116 says.

use tests::{Client, Folder, Host};

#[test]
fn b3_security_txt_names_the_contact_and_when_it_expires() {
    let folder = Folder::warm();
    let variable = "security_contact=mailto:security@acme.example";
    let host = Host::start_with(&folder, &["--variable", variable]);
    let answer = Client::new(host.url())
        .get("/.well-known/security.txt")
        .expect(200);
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    let text = answer.text();
    assert!(
        text.contains("Contact: mailto:security@acme.example\n"),
        "{text}"
    );
    let expires = text.lines().find_map(|line| line.strip_prefix("Expires: "));
    let expires: jiff::Timestamp = expires
        .expect("a line")
        .parse()
        .expect("a time of RFC 3339");
    let left = expires.duration_since(jiff::Timestamp::now()).as_hours();
    assert!((24..24 * 365).contains(&left), "less than a year: {text}");
}

#[test]
fn b3_a_contact_that_is_no_uri_is_not_served() {
    let folder = Folder::warm();
    for wrong in ["", "security@acme.example", "mailto:a b"] {
        let variable = format!("security_contact={wrong}");
        let host = Host::start_with(&folder, &["--variable", &variable]);
        let _ = Client::new(host.url())
            .get("/.well-known/security.txt")
            .problem(404);
    }
}
