//! Every command of `lethe` that is written down can be given: verbs, flags and values are the program's.

use std::collections::BTreeSet;
use std::process::Command;

use parse_dockerfile::Instruction;
use tests::artefacts;

use super::files::{GUIDES, commands, deployed, text, yaml};

const VERBS: [&str; 5] = ["serve", "tenant", "token", "migrate", "verify-manifest"];

/// Programs that pass their arguments on to lethe.
const PROGRAMS: [&str; 4] = ["lethe", "start.sh", "admin.sh", "operator"];

#[test]
fn every_command_of_lethe_can_be_given() {
    let mut written = unit();
    written.extend(containers());
    for guide in GUIDES {
        let said = commands(guide)
            .into_iter()
            .flat_map(|line| arguments(&line));
        written.extend(said.map(|arguments| (guide, arguments)));
    }
    let verbs: BTreeSet<&str> = written.iter().map(|(_, words)| words[0].as_str()).collect();
    for verb in ["serve", "tenant", "token", "migrate"] {
        assert!(verbs.contains(verb), "no {verb} among {written:?}");
    }
    for (place, arguments) in written {
        // Help is given only after what stands before it was understood.
        let output = Command::new(artefacts::program())
            .args(&arguments)
            .arg("--help")
            .output()
            .expect("the program under test can be run");
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{place}: {arguments:?}: {complained}"
        );
    }
}

#[test]
fn every_variable_of_lethe_is_one_that_it_reads() {
    let help = |verb: &[&str]| {
        let output = Command::new(artefacts::program())
            .args(verb)
            .arg("--help")
            .output();
        let output = output.expect("the program under test can be run");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let known = help(&["serve"]) + &help(&["tenant", "create"]) + &help(&["migrate"]);
    let files = deployed().into_iter().chain(GUIDES.map(str::to_owned));
    for file in files {
        for name in names(&text(&file)) {
            let variable = name.strip_suffix("_FILE").unwrap_or(&name);
            assert!(
                known.contains(variable),
                "{file}: lethe reads no {variable}"
            );
        }
    }
}

/// The words that begin with `LETHE_`.
fn names(text: &str) -> BTreeSet<String> {
    let is_of_a_name = |character: char| character.is_ascii_uppercase() || character == '_';
    let words = text.split(|character| !is_of_a_name(character));
    let names = words.filter(|word| word.starts_with("LETHE_"));
    names.map(str::to_owned).collect()
}

/// The arguments of each call of lethe in a line.
fn arguments(line: &str) -> Vec<Vec<String>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut calls = Vec::new();
    for (index, pair) in words.windows(2).enumerate() {
        let program = pair[0].rsplit('/').next().unwrap_or_default();
        if PROGRAMS.contains(&program) && VERBS.contains(&pair[1]) {
            let call = words[index + 1..].iter();
            let call = call.take_while(|word| !["&&", "|", ";", ">"].contains(*word));
            calls.push(call.map(|word| (*word).to_owned()).collect());
        }
    }
    calls
}

fn unit() -> Vec<(&'static str, Vec<String>)> {
    let file = "deploy/host/lethe.service";
    let unit = text(file);
    let starts = unit
        .lines()
        .filter_map(|line| line.strip_prefix("ExecStart="));
    let calls: Vec<_> = starts
        .flat_map(arguments)
        .map(|call| (file, call))
        .collect();
    assert_eq!(calls.len(), 1, "{file} starts lethe");
    calls
}

fn containers() -> Vec<(&'static str, Vec<String>)> {
    let file = "deploy/host/Dockerfile";
    let dockerfile = text(file);
    let dockerfile = parse_dockerfile::parse(&dockerfile).expect("a Dockerfile");
    let mut calls = Vec::new();
    for instruction in &dockerfile.instructions {
        if let Instruction::Cmd(cmd) = instruction {
            calls.push((file, super::container::words(&cmd.arguments)));
        }
    }
    assert_eq!(calls.len(), 1, "{file} has a CMD");
    let file = "deploy/host/compose.yaml";
    let compose = &yaml(file)[0];
    for service in compose["services"].as_object().into_iter().flatten() {
        if service.1["image"] == "lethe" {
            let command = service.1["command"].as_str().expect("a command in a line");
            calls.push((
                file,
                command.split_whitespace().map(str::to_owned).collect(),
            ));
        }
    }
    assert!(calls.len() > 2, "{file} runs lethe");
    calls
}
