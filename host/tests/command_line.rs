//! The command line, as scripts and operators use it. `tests/` has the stories that need a host.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

const LETHE: &str = env!("CARGO_BIN_EXE_lethe");

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn lethe(&self, arguments: &[&str]) -> Output {
        Command::new(LETHE)
            .args(arguments)
            .env_remove("LETHE_ROOT_KEY")
            .env("LETHE_DATA", self.0.path().join("data"))
            .current_dir(self.0.path())
            .output()
            .unwrap()
    }

    /// What a verb that must succeed prints.
    fn says(&self, arguments: &[&str]) -> String {
        let output = self.lethe(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The one line of a verb that must be refused.
    fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.lethe(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.starts_with("lethe: ") && said.trim().lines().count() == 1,
            "{said}"
        );
        said
    }

    fn data(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join("data").join(name)
    }
}

#[test]
fn a_token_is_all_that_token_create_prints() {
    let folder = Folder::new();
    folder.says(&["tenant", "create", "acme"]);
    let create = ["token", "create", "--tenant", "acme", "--role", "auditor"];
    let token = folder.says(&create);
    assert!(
        token.starts_with("lethe_") && token.trim().len() == 6 + 43,
        "{token}"
    );
    assert_ne!(token, folder.says(&create));
}

#[test]
fn lists_are_tables_for_people_and_json_for_programs() {
    let folder = Folder::new();
    folder.says(&["tenant", "create", "Acme GmbH"]);
    assert!(folder.says(&["tenant", "list"]).contains("Acme GmbH"));
    let tenants: Value = serde_json::from_str(&folder.says(&["tenant", "list", "--json"])).unwrap();
    assert_eq!(tenants[0]["name"], "Acme GmbH");
    let create = [
        "token",
        "create",
        "--tenant",
        "Acme GmbH",
        "--role",
        "editor",
        "--json",
    ];
    let until = [&create[..], &["--label", "payroll", "--expires-in", "P90D"]].concat();
    let made: Value = serde_json::from_str(&folder.says(&until)).unwrap();
    assert!(made["expires_at"].is_string(), "{made}");
    let list = ["token", "list", "--tenant", "Acme GmbH"];
    let text = folder.says(&list);
    assert!(
        text.contains("payroll") && !text.contains("lethe_"),
        "{text}"
    );
    let tokens = folder.says(&[&list[..], &["--json"]].concat());
    let tokens: Value = serde_json::from_str(&tokens).unwrap();
    assert_eq!(tokens[0]["token_id"], made["token_id"]);
    folder.says(&[
        "token",
        "revoke",
        "--tenant",
        "Acme GmbH",
        made["token_id"].as_str().unwrap(),
    ]);
    assert!(folder.says(&list).contains("revoked"));
}

#[test]
fn every_refusal_is_one_line() {
    let folder = Folder::new();
    folder.says(&["tenant", "create", "acme"]);
    let token = ["token", "create", "--tenant"];
    for (arguments, hint) in [
        (&["tenant", "create", "acme"][..], "another name"),
        (&["tenant", "create", ""], "empty"),
        (&["tenant", "create"], "NAME"),
        (
            &[&token[..], &["nobody", "--role", "auditor"]].concat(),
            "tenant list",
        ),
        (
            &[&token[..], &["acme", "--role", "emperor"]].concat(),
            "privacy-officer",
        ),
        (
            &[
                &token[..],
                &["acme", "--role", "auditor", "--expires-in", "soon"],
            ]
            .concat(),
            "P90D",
        ),
        (
            &[
                &token[..],
                &["acme", "--role", "auditor", "--expires-in", "-P1D"],
            ]
            .concat(),
            "P90D",
        ),
        (&["token", "revoke", "--tenant", "acme", "x"], "UUID"),
        (
            &[
                "token",
                "revoke",
                "--tenant",
                "acme",
                "00000000-0000-7000-8000-000000000000",
            ],
            "list",
        ),
        (&["surprise"], "--help"),
        (&[], "--help"),
        (&["serve", "--manifest", "missing.toml"], "missing.toml"),
        (&["verify-manifest", "missing.toml"], "missing.toml"),
        (&["serve", "--tls-cert", "a.pem"], "--tls-key"),
    ] {
        let said = folder.refuses(arguments);
        assert!(said.contains(hint), "{arguments:?}: {said}");
    }
}

#[test]
fn the_root_key_belongs_to_its_owner_and_its_database() {
    let folder = Folder::new();
    let create = |name| ["tenant", "create", name];
    folder.says(&create("acme"));
    let file = folder.data("root.key");
    let mode = |file| fs::metadata(file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(&folder.data("")), 0o700);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(folder.refuses(&create("b")).contains("chmod 600"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let key = fs::read(&file).unwrap();
    fs::write(&file, "not a key").unwrap();
    assert!(
        folder
            .refuses(&create("b"))
            .contains("64 hexadecimal digits")
    );
    fs::write(&file, "5".repeat(64)).unwrap();
    assert!(folder.refuses(&create("b")).contains("put back"));
    fs::remove_file(&file).unwrap();
    assert!(folder.refuses(&create("b")).contains("is missing"));
    fs::write(&file, key).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    folder.says(&create("b"));
}

#[test]
fn help_has_an_example_for_every_verb_that_makes_something() {
    let folder = Folder::new();
    for verb in [
        &["--help"][..],
        &["serve", "--help"],
        &["tenant", "create", "--help"],
        &["token", "create", "--help"],
        &["key", "rotate", "--help"],
        &["key", "artifact", "--help"],
    ] {
        assert!(folder.says(verb).contains("Example"), "{verb:?}");
    }
    assert!(!folder.says(&["--help"]).contains("compile-plugin"));
}
