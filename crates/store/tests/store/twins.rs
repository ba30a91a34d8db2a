//! The migrations of both databases make the same tables.

use store::migrations::{Migration, POSTGRES, SQLITE};

/// What PostgreSQL writes otherwise than SQLite in a column, and only that.
const WRITTEN: [(&str, &str); 4] = [
    (" TEXT COLLATE \"C\"", " TEXT"),
    (" BIGINT", " INTEGER"),
    (" BYTEA", " BLOB"),
    (" DOUBLE PRECISION", " REAL"),
];

/// Tables and indexes, in SQLite's words: columns, types, keys, constraints and data classes.
fn tables(migration: &Migration) -> Vec<String> {
    let blocks = migration.text.split("\n\n").map(|block| {
        let lines = block.trim().lines().filter(|line| !line.starts_with("--"));
        lines.map(in_words_of_sqlite).collect::<Vec<_>>().join("\n")
    });
    let kinds = ["CREATE TABLE", "CREATE INDEX"];
    let is_made = |block: &String| kinds.iter().any(|kind| block.starts_with(kind));
    blocks.filter(is_made).collect()
}

fn in_words_of_sqlite(line: &str) -> String {
    if line == ");" {
        return ") STRICT, WITHOUT ROWID;".to_owned();
    }
    if !line.contains("-- data:") {
        return line.to_owned();
    }
    let line = line.to_owned();
    WRITTEN.iter().fold(line, |line, (postgres, sqlite)| {
        line.replace(postgres, sqlite)
    })
}

/// The names of the triggers.
fn triggers(migration: &Migration) -> Vec<&str> {
    let parts = migration.text.split("CREATE TRIGGER ").skip(1);
    let names = parts.filter_map(|part| part.split_whitespace().next());
    // SQLite has no TRUNCATE to refuse.
    names
        .filter(|name| !name.ends_with("_truncate_refused"))
        .collect()
}

#[test]
fn every_migration_has_a_twin() {
    assert_eq!(SQLITE.len(), POSTGRES.len());
    for (one, other) in SQLITE.iter().zip(POSTGRES) {
        assert_eq!((one.version, one.slug), (other.version, other.slug));
        let (ours, theirs) = (tables(one), tables(other));
        assert!(!ours.is_empty(), "{} makes no table", one.slug);
        assert_eq!(ours, theirs, "{}", one.slug);
        assert_eq!(triggers(one), triggers(other), "{}", one.slug);
    }
}

#[test]
fn every_text_column_of_postgresql_sorts_by_bytes_as_sqlite_does() {
    for migration in POSTGRES {
        for line in migration
            .text
            .lines()
            .filter(|line| line.contains("-- data:"))
        {
            assert!(
                !line.contains(" TEXT ") || line.contains(" COLLATE \"C\""),
                "{line}"
            );
        }
    }
}
