//! The image: what it copies is there, and it runs as nobody in particular.

use std::path::Path;

use parse_dockerfile::{Command, Dockerfile, HealthcheckArguments, Instruction, Source};
use tests::{artefacts, process::HEALTH};

use super::files::text;

const FILE: &str = "deploy/host/Dockerfile";

/// The words of a command in JSON form; the other form needs a shell, and eats signals.
pub(super) fn words(command: &Command<'_>) -> Vec<String> {
    let Command::Exec(words) = command else {
        panic!("{FILE}: write commands as JSON");
    };
    words
        .value
        .iter()
        .map(|word| word.value.to_string())
        .collect()
}

fn with_image<T>(look: impl FnOnce(&Dockerfile<'_>) -> T) -> T {
    let text = text(FILE);
    look(&parse_dockerfile::parse(&text).expect("a Dockerfile"))
}

#[test]
fn what_the_image_copies_is_in_the_tree_or_built() {
    with_image(|image| {
        let last = image.stages().last().expect("a stage");
        let mut copied = Vec::new();
        for instruction in last.instructions {
            let Instruction::Copy(copy) = instruction else {
                continue;
            };
            for source in &copy.src {
                let Source::Path(path) = source else {
                    panic!("{FILE}: a file of its own");
                };
                let path = path
                    .value
                    .strip_prefix("/src/")
                    .expect("a path of the build");
                copied.push((path.to_owned(), copy.dest.value.to_string()));
            }
        }
        for (path, _) in &copied {
            let is_built = path.starts_with("target/");
            assert!(
                is_built || artefacts::root().join(path).exists(),
                "{FILE} copies {path}, which is not there"
            );
        }
        let at = |path: &str| copied.iter().find(|(from, _)| from == path);
        let (_, program) = at("target/dist/lethe").expect("the program is copied");
        assert_eq!(program, "/usr/bin/lethe");
        // The manifest names its components relative to itself.
        let (_, manifest) = at("spin.toml").expect("the manifest is copied");
        let place = Path::new(manifest).parent().expect("a folder");
        for source in sources() {
            let folder = source.rsplit_once('/').expect("a path").0;
            let (_, to) = at(&format!("{folder}/*.wasm")).expect("components are copied");
            assert_eq!(Path::new(to), place.join(folder), "{source}");
        }
    });
}

/// The files of the components that `spin.toml` names.
fn sources() -> Vec<String> {
    let manifest: toml::Table = text("spin.toml").parse().expect("spin.toml is TOML");
    let components = manifest["component"].as_table().into_iter().flatten();
    let sources = components.filter_map(|(_, component)| component["source"].as_str());
    sources.map(str::to_owned).collect()
}

#[test]
fn the_image_runs_as_a_user_without_a_name_of_power_and_tells_its_health() {
    with_image(|image| {
        let last = image.stages().last().expect("a stage");
        let mut user = None;
        let mut health = Vec::new();
        let mut program = Vec::new();
        for instruction in last.instructions {
            match instruction {
                Instruction::User(instruction) => {
                    user = Some(instruction.arguments.value.to_string());
                }
                Instruction::Entrypoint(instruction) => program = words(&instruction.arguments),
                Instruction::Healthcheck(check) => {
                    let HealthcheckArguments::Cmd { arguments, .. } = &check.arguments else {
                        panic!("{FILE}: no health check");
                    };
                    health = words(arguments);
                }
                _ => {}
            }
        }
        let user = user.expect("a USER");
        // Kubernetes can only tell from a number that this is not root.
        assert!(
            user.split(':')
                .all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)),
            "{user}"
        );
        assert!(
            health.iter().any(|word| word.ends_with(HEALTH)),
            "{health:?}"
        );
        assert_eq!(program, ["/usr/lib/lethe/start.sh"]);
    });
}

#[test]
fn the_image_is_built_with_the_rust_that_the_workspace_asks_for() {
    let manifest: toml::Table = text("Cargo.toml").parse().expect("Cargo.toml is TOML");
    let rust = manifest["workspace"]["package"]["rust-version"].as_str();
    let rust = rust.expect("a version");
    with_image(|image| {
        let first = image.stages().next().expect("a stage");
        let image = &first.from.image.value;
        assert!(
            image.starts_with(&format!("rust:{rust}")),
            "{image}, not {rust}"
        );
    });
}
