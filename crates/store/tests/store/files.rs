//! Rules about the files themselves: migrations, and the statements in the source.

use std::fs;
use std::path::{Path, PathBuf};

use store::migrations::{Migration, POSTGRES, SQLITE};

/// The migrations of each database, with their folder.
const DATABASES: [(&str, &[Migration]); 2] = [("postgres", POSTGRES), ("sqlite", SQLITE)];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut files: Vec<_> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    files.sort();
    files
}

/// The names of the columns and constraints that a migration's tables have, with their lines.
fn lines_of_tables(text: &str) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut table = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            table = name.split_whitespace().next().map(str::to_owned);
        } else if line.starts_with(')') {
            table = None;
        } else if let Some(table) = &table {
            lines.push((table.clone(), line.trim().to_owned()));
        }
    }
    lines
}

#[test]
fn migrations_are_frozen() {
    let frozen = fs::read_to_string(root().join("migrations/frozen.txt")).unwrap();
    let mut listed = frozen.lines();
    for (folder, migrations) in DATABASES {
        for migration in migrations {
            let Migration { version, slug, .. } = migration;
            let line = format!("{} {folder}/{version:04}_{slug}.sql", migration.hash());
            assert_eq!(
                listed.next(),
                Some(line.as_str()),
                "a released migration must not change"
            );
        }
    }
    assert_eq!(listed.next(), None, "a released migration must not go");
}

#[test]
fn every_migration_file_is_embedded_in_order() {
    for (folder, migrations) in DATABASES {
        let names: Vec<_> = files(&format!("migrations/{folder}"), "sql")
            .iter()
            .map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        let embedded: Vec<_> = migrations
            .iter()
            .map(|migration| format!("{:04}_{}.sql", migration.version, migration.slug))
            .collect();
        assert_eq!(names, embedded);
        let versions = migrations.iter().map(|migration| migration.version);
        assert!(versions.eq(1..=u32::try_from(migrations.len()).unwrap()));
    }
}

#[test]
fn every_column_ends_with_its_data_class() {
    let mut columns = 0;
    for (path, text) in files("migrations/sqlite", "sql") {
        for (table, line) in lines_of_tables(&text) {
            if line.starts_with("CONSTRAINT") || line.starts_with("FOREIGN KEY") {
                continue;
            }
            let class = line.split("-- data: ").nth(1);
            assert!(
                matches!(class, Some("none" | "pseudonym" | "personal (sealed)")),
                "{}: {table}: {line}",
                path.display()
            );
            columns += 1;
        }
    }
    assert!(columns > 80, "{columns} columns were found");
}

#[test]
fn every_table_is_strict_and_begins_its_keys_with_the_tenant() {
    for (path, text) in files("migrations/sqlite", "sql") {
        assert_eq!(
            text.matches("CREATE TABLE").count(),
            text.matches("\n) STRICT, WITHOUT ROWID;").count(),
            "{}",
            path.display()
        );
        let mut previous = String::new();
        for (table, line) in lines_of_tables(&text) {
            if table != previous {
                assert!(
                    line.starts_with("tenant_id TEXT NOT NULL"),
                    "{table}: {line}"
                );
            }
            if line.contains("PRIMARY KEY") {
                assert!(line.contains("PRIMARY KEY (tenant_id"), "{table}: {line}");
            }
            previous = table;
        }
    }
}

#[test]
fn every_constraint_and_index_is_named_after_its_table() {
    for (_, text) in files("migrations/sqlite", "sql") {
        for (table, line) in lines_of_tables(&text) {
            let Some(rest) = line.strip_prefix("CONSTRAINT ") else {
                continue;
            };
            let name = rest.split_whitespace().next().unwrap();
            let kind = name.rsplit('_').next().unwrap();
            assert!(name.starts_with(&table), "{name}");
            assert!(["pkey", "key", "fkey", "check"].contains(&kind), "{name}");
        }
        for part in text.split("CREATE INDEX ").skip(1) {
            let mut words = part.split_whitespace();
            let name = words.next().unwrap();
            let table = words.find(|word| *word != "ON").unwrap();
            assert!(
                name.starts_with(table) && name.ends_with("_idx"),
                "{name} on {table}"
            );
        }
    }
}

#[test]
fn no_statement_selects_all_columns() {
    for (path, text) in files("src", "rs") {
        assert!(!text.contains("SELECT *"), "{}", path.display());
    }
}

#[test]
fn every_function_with_a_scope_is_tried_by_another_tenant() {
    let read = |name| fs::read_to_string(root().join("tests/store/promises").join(name)).unwrap();
    let isolation = [
        "audit_tree.rs",
        "isolation.rs",
        "isolation/accounts.rs",
        "isolation/registry.rs",
        "offboarding.rs",
        "protocols.rs",
        "tombstones.rs",
    ]
    .map(read)
    .concat();
    let mut functions = 0;
    let sources = [files("src", "rs"), files("src/audit", "rs")].concat();
    for (path, text) in sources {
        let module = path.file_stem().unwrap().to_string_lossy().into_owned();
        for part in text.split("\npub async fn ").skip(1) {
            let signature = part.split('{').next().unwrap();
            if !signature.contains("&TenantScope") {
                continue;
            }
            let name = part.split(['<', '(']).next().unwrap();
            let call = format!("{module}::{name}(");
            assert!(isolation.contains(&call), "{call} is missing");
            functions += 1;
        }
    }
    assert!(functions > 40, "{functions} functions were found");
}
