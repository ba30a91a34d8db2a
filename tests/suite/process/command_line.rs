//! The operator's commands.

use tests::{Folder, Host, traces};

fn text(output: &std::process::Output) -> String {
    let (said, complained) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(said),
        String::from_utf8_lossy(complained)
    )
}

/// A refusal is one line on standard error and an exit code.
fn refused(folder: &Folder, arguments: &[&str]) -> String {
    let output = folder.lethe(arguments);
    let said = text(&output);
    assert!(!output.status.success(), "{arguments:?}: {said}");
    assert!(
        !said.contains("panicked") && !said.trim().is_empty(),
        "{arguments:?}: {said}"
    );
    said
}

#[test]
fn a_token_is_shown_once_and_kept_nowhere() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let tenant = tests::Tenant::create(&folder, host.url());
    let token = tenant.token(tests::Role::Auditor).to_owned();
    let _ = tenant.auditor().get("/v1/audit/events").expect(200);
    let list = text(&folder.lethe(&["token", "list", "--tenant", &tenant.name]));
    assert!(list.contains("auditor") && !list.contains(&token), "{list}");
    let found = traces::find(folder.path(), &[token]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_token_is_long_enough_that_nobody_guesses_it() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let tenant = tests::Tenant::create(&folder, host.url());
    let tokens: Vec<&str> = tests::Role::ALL
        .into_iter()
        .map(|role| tenant.token(role))
        .collect();
    for (nth, token) in tokens.iter().enumerate() {
        assert!(token.len() >= 43, "256 bits in base64 are 43 characters");
        assert!(!tokens[nth + 1..].contains(token));
    }
}

#[test]
fn a_tenants_name_is_taken_once() {
    let folder = Folder::warm();
    folder.lethe_says(&["tenant", "create", "acme"]);
    let said = refused(&folder, &["tenant", "create", "acme"]);
    assert!(said.contains("acme"), "{said}");
    let list = text(&folder.lethe(&["tenant", "list"]));
    assert_eq!(list.matches("acme").count(), 1, "{list}");
}

#[test]
fn what_makes_no_sense_is_refused_in_one_line() {
    let folder = Folder::warm();
    folder.lethe_says(&["tenant", "create", "acme"]);
    for arguments in [
        &["tenant", "create", ""][..],
        &["token", "create", "--tenant", "nobody", "--role", "auditor"],
        &["token", "create", "--tenant", "acme", "--role", "emperor"],
        &[
            "token",
            "create",
            "--tenant",
            "acme",
            "--role",
            "auditor",
            "--expires-in",
            "soon",
        ],
        &[
            "token",
            "create",
            "--tenant",
            "acme",
            "--role",
            "auditor",
            "--expires-in",
            "-P1D",
        ],
        &[
            "token",
            "revoke",
            "--tenant",
            "acme",
            "00000000-0000-7000-8000-000000000000",
        ],
        &["surprise"],
    ] {
        refused(&folder, arguments);
    }
}

#[test]
fn a_revoked_token_stops_working_at_once() {
    let folder = Folder::warm();
    let host = Host::start(&folder);
    let tenant = tests::Tenant::create(&folder, host.url());
    let token = tenant.revoked_token(Some(&folder));
    let _ = tenant
        .nobody()
        .with_token(&token)
        .get("/v1/collections")
        .problem(401);
    let _ = tenant.administrator().get("/v1/collections").expect(200);
}
