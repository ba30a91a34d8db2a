//! The second verifier, in Python: what this crate proves and signs, it believes, and what is altered, it does not.
#![expect(
    clippy::expect_used,
    reason = "a test fails by panicking, with what it saw"
)]

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write as _};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use translog::{
    Algorithm, Checkpoint, EMPTY_ROOT, Frontier, Hash, Node, Note, Plan, SignerKey, leaf_hash,
};

/// Sizes of trees whose proofs are all verified, and of one for a sample.
const SMALL: u64 = 20;
const LARGE: u64 = 300;

struct Log {
    stored: BTreeMap<Node, Hash>,
    roots: Vec<Hash>,
    leaves: Vec<String>,
}

fn log() -> Log {
    let mut frontier = Frontier::empty();
    let mut log = Log {
        stored: BTreeMap::new(),
        roots: vec![EMPTY_ROOT],
        leaves: Vec::new(),
    };
    for entry in 0..LARGE {
        let bytes = entry.to_string().into_bytes();
        let complete = frontier.append(leaf_hash(&bytes));
        log.stored.extend(complete.expect("the tree is small"));
        log.roots.push(frontier.root());
        log.leaves.push(hex::encode(bytes));
    }
    log
}

impl Log {
    fn root(&self, size: u64) -> Hash {
        let root = usize::try_from(size)
            .ok()
            .and_then(|size| self.roots.get(size));
        *root.expect("the tree had this size")
    }

    fn proof(&self, plan: Result<Plan, translog::Error>) -> Vec<String> {
        let proof = plan.and_then(|plan| plan.assemble(&self.stored));
        let proof = proof.expect("the log can prove it");
        proof.iter().map(|hash| hex::encode(hash.0)).collect()
    }

    fn inclusion(&self, index: u64, size: u64) -> Value {
        let proof = self.proof(Plan::inclusion(index, size));
        let root = hex::encode(self.root(size).0);
        json!({"index": index, "size": size, "proof": proof, "root": root})
    }

    fn consistency(&self, old: u64, new: u64) -> Value {
        let proof = self.proof(Plan::consistency(old, new));
        let [old_root, new_root] = [old, new].map(|size| hex::encode(self.root(size).0));
        json!({"old": old, "old_root": old_root, "new": new, "new_root": new_root, "proof": proof})
    }

    fn checkpoint(&self, size: u64) -> Value {
        let key = |name, algorithm, seed| SignerKey::from_seed(name, algorithm, &[seed; 32]);
        let own = key("lethe.example/acme", Algorithm::Ed25519, 1).expect("a good name");
        let witness = key("witness.example", Algorithm::CosignatureV1, 2).expect("a good name");
        let stranger = key("stranger.example", Algorithm::Ed25519, 3).expect("a good name");
        let checkpoint = Checkpoint::new(own.verifier().name(), size, self.root(size));
        let text = checkpoint.expect("a good origin").to_string();
        let mut note = Note::of(&text).expect("a good text");
        note.sign(&own).expect("there is room");
        note.sign(&stranger).expect("there is room");
        note.cosign(&witness, 1_700_000_000 + size)
            .expect("it is a checkpoint");
        let keys = [&own, &witness].map(|key| key.verifier().to_text());
        json!({"note": note.to_string(), "keys": keys, "at": [null, 1_700_000_000 + size]})
    }
}

/// Runs the second verifier; none where there is no Python.
fn second(input: &Value) -> Option<(bool, String)> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/independent.py");
    let child = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        child => child.expect("python3 can be run"),
    };
    let mut pipe = child.stdin.take().expect("its input is a pipe");
    let written = pipe.write_all(input.to_string().as_bytes());
    drop(pipe);
    let output = child.wait_with_output().expect("it ends");
    written.expect("it reads all of its input");
    let said = [output.stdout, output.stderr].concat();
    Some((
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    ))
}

/// Says so past the test harness, which keeps what a test prints to itself.
fn skipped() {
    let _ = writeln!(
        io::stderr(),
        "NOT VERIFIED by the second verifier: there is no python3"
    );
}

#[test]
fn the_second_verifier_believes_what_the_first_proves() {
    let log = log();
    let pairs =
        |first: u64| (first..=SMALL).flat_map(move |size| (0..=size).map(move |n| (n, size)));
    let large = (0..=LARGE).step_by(29).map(|at| (at, LARGE));
    let inclusion = pairs(1)
        .chain(large.clone())
        .filter(|(index, size)| index < size);
    let inclusion: Vec<Value> = inclusion
        .map(|(index, size)| log.inclusion(index, size))
        .collect();
    let consistency = pairs(0)
        .chain(large)
        .map(|(old, new)| log.consistency(old, new));
    let consistency: Vec<Value> = consistency.collect();
    let checkpoints = [0, 1, 7, 256, LARGE].map(|size| log.checkpoint(size));
    let altered = |from: &str, to: &str| {
        let mut case = log.checkpoint(7);
        let note = case["note"]
            .as_str()
            .expect("it is a text")
            .replacen(from, to, 1);
        case["note"] = note.into();
        case
    };
    let refused = [
        altered("\n7\n", "\n8\n"),
        altered("acme\n7", "acma\n7"),
        altered("witness.example", "witness.exampla"),
        altered("\n7\n", "\n7\nextended\n"),
    ];
    let counts = [
        inclusion.len(),
        consistency.len(),
        checkpoints.len(),
        refused.len(),
    ];
    let input = json!({
        "leaves": log.leaves, "inclusion": inclusion, "consistency": consistency,
        "checkpoints": checkpoints, "refused": refused,
    });
    let Some((is_believed, said)) = second(&input) else {
        return skipped();
    };
    assert!(is_believed, "{said}");
    assert_eq!(said.trim(), counts.map(|count| count.to_string()).join(" "));
}

#[test]
fn the_second_verifier_refuses_what_is_altered() {
    let log = log();
    let nothing = json!({
        "leaves": log.leaves, "inclusion": [], "consistency": [], "checkpoints": [], "refused": [],
    });
    let flipped = |mut case: Value, pointer: &str| {
        let hash = case.pointer_mut(pointer).expect("it is there");
        let text = hash.as_str().expect("it is a text");
        let other = if text.starts_with('0') { "1" } else { "0" };
        let rest = text.get(1..).unwrap_or_default();
        *hash = format!("{other}{rest}").into();
        case
    };
    for (kind, case) in [
        ("inclusion", flipped(log.inclusion(5, 13), "/proof/0")),
        ("inclusion", flipped(log.inclusion(5, 13), "/proof/3")),
        ("inclusion", flipped(log.inclusion(5, 13), "/root")),
        ("consistency", flipped(log.consistency(5, 13), "/proof/1")),
        ("consistency", flipped(log.consistency(5, 13), "/old_root")),
        ("consistency", flipped(log.consistency(8, 13), "/new_root")),
    ] {
        let mut input = nothing.clone();
        input[kind] = json!([case]);
        let Some((is_believed, said)) = second(&input) else {
            return skipped();
        };
        assert!(
            !is_believed && said.contains("ValueError"),
            "{kind}: {said}"
        );
    }
}
