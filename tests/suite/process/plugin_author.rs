//! A developer who follows only the help: from `lethe plugin new` to a plugin that runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tests::{Lethe, artefacts, hostile};

/// Runs `lethe plugin` in a folder, as a developer does who has neither host nor database.
fn plugin(within: &Path, arguments: &[&str]) -> Output {
    let mut lethe = Command::new(artefacts::program());
    lethe.arg("plugin").args(arguments).current_dir(within);
    lethe.output().expect("the program under test can be run")
}

fn said(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complained}");
    said.into_owned()
}

fn refused(output: &Output) -> String {
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{complained}");
    assert_eq!(complained.lines().count(), 1, "{complained}");
    assert!(complained.starts_with("lethe: "), "{complained}");
    complained
}

/// What `lethe plugin new` makes, built as it says.
fn built(within: &Path) -> PathBuf {
    let sdk = artefacts::root().join("plugins/sdk");
    let sdk = sdk.to_str().expect("the path of the SDK is text");
    let next = said(&plugin(within, &["new", "my-initials", "--sdk", sdk]));
    assert!(next.contains("cargo build --release"), "{next}");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--release", "--target", "wasm32-unknown-unknown"]);
    cargo.current_dir(within.join("my-initials"));
    // Built once a machine: the folder of the plugin is a new one each time.
    let target = artefacts::target().join("tests/plugin-author");
    let output = cargo.env("CARGO_TARGET_DIR", &target).output();
    let output = output.expect("cargo can be run");
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complained}");
    target.join("wasm32-unknown-unknown/release/my_initials.wasm")
}

#[test]
fn from_an_empty_folder_to_an_active_plugin() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = built(folder.path());
    let module = file.to_str().expect("the path is text");
    let home = folder.path().join("my-initials");

    let label = said(&plugin(&home, &["check", module]));
    assert!(
        label.contains("my-initials 0.1.0: Keeps the initials"),
        "{label}"
    );
    assert!(label.contains("imports     nothing"), "{label}");
    assert!(label.contains("of class identifier"), "{label}");
    assert!(label.contains("It can be uploaded."), "{label}");

    let tested = said(&plugin(
        &home,
        &["test", module, "--examples", "examples.json"],
    ));
    assert!(
        tested.contains("ok      a name becomes its initials"),
        "{tested}"
    );
    assert!(tested.contains("ok      a date is refused"), "{tested}");
    assert!(
        tested.contains("generated tables, each run twice"),
        "{tested}"
    );

    let measured = said(&plugin(&home, &["bench", module]));
    for figure in ["one_row\t", "values\t", "fuel_of_limit\t"] {
        assert!(measured.contains(figure), "{measured}");
    }

    let lethe = Lethe::running();
    let tenant = lethe.a_tenant();
    let digest = tenant.upload(&fs::read(&file).expect("the module can be read"));
    let json: serde_json::Value =
        serde_json::from_str(&said(&plugin(&home, &["check", module, "--json"])))
            .expect("a label is JSON");
    assert_eq!(
        json["digest"], digest,
        "the file and the upload are told by one digest"
    );
    let administrator = tenant.administrator();
    for step in ["approval", "activation"] {
        let path = format!("/v1/plugins/{digest}/{step}");
        let _ = administrator.act(&path).expect(200);
    }
    let found = administrator
        .get(&format!("/v1/plugins/{digest}"))
        .expect(200);
    assert_eq!(found.json()["active"], true);
    assert_eq!(found.json()["name"], "my-initials");
}

#[test]
fn what_cannot_be_uploaded_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("a file can be written");
        path.to_str().expect("the path is text").to_owned()
    };
    let check = |file: &str| refused(&plugin(folder.path(), &["check", file]));
    let clock = write("clock.wasm", &hostile::build("wants-the-clock").component);
    assert!(check(&clock).contains("`now` of the context"));
    assert!(check(&write("prose.wasm", b"hello")).contains("not a WebAssembly component"));
    assert!(check("missing.wasm").contains("cannot read missing.wasm"));

    let redact = write("redact.wasm", &artefacts::plugin("redact"));
    let test = |more: &[&str]| plugin(folder.path(), &[&["test", &redact], more].concat());
    let nothing_fits = refused(&test(&[]));
    assert!(nothing_fits.contains("--parameters"), "{nothing_fits}");
    let typo = write(
        "typo.json",
        br#"[{"name": "x", "columns": [], "outputs": []}]"#,
    );
    assert!(refused(&test(&["--examples", &typo])).contains("unknown field `outputs`"));
    let wrong = write(
        "wrong.json",
        br#"[{"name": "masked", "parameters": {"operator": "mask"}, "columns": [{"name": "name",
            "class": "identifier", "type": "text", "input": ["Ada"], "output": ["A**"]}]}]"#,
    );
    let failed = test(&["--examples", &wrong]);
    assert!(!failed.status.success());
    let why = String::from_utf8_lossy(&failed.stdout).into_owned();
    assert!(
        why.contains(r#"row 0: expected "A**", found "***""#),
        "{why}"
    );
    let fits = said(&test(&["--parameters", r#"{"operator": "redact"}"#]));
    assert!(fits.contains("generated tables"), "{fits}");

    let again = ["new", "twice", "--sdk", "nowhere"];
    assert!(refused(&plugin(folder.path(), &again)).contains("--sdk"));
    assert!(refused(&plugin(folder.path(), &["new", "../up"])).contains("kebab-case"));
}

#[test]
fn a_plugin_that_misbehaves_fails_its_test() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for (name, says) in [
        ("loops", "fuel"),
        ("adds-a-row", "rows"),
        ("traps", "trapped"),
    ] {
        let file = folder.path().join(format!("{name}.wasm"));
        fs::write(&file, hostile::build(name).component).expect("a file can be written");
        let file = file.to_str().expect("the path is text");
        let output = plugin(folder.path(), &["test", file, "--tables", "2"]);
        let why = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!output.status.success(), "{name}: {why}");
        assert!(
            why.contains("FAILED  generated rows") && why.contains(says),
            "{name}: {why}"
        );
    }
}
