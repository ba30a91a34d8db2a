//! What is erased is gone from the bytes of the file, not only from its rows.

use std::collections::HashSet;
use std::fs;

use sha2::{Digest, Sha256};
use store::{
    Error, Processing, Sql, TenantScope, blind_index, collections, records, residue, subject_keys,
    subjects,
};

use super::SqliteFile;
use crate::arrange::{at, collection, furnish, subject, tenant};
use crate::backend::Backend;
use crate::commit;

/// Bytes that occur once, as incompressible as what a vault makes.
///
/// Half of them are longer: rows of one length fill the gaps that others left exactly, and hide
/// the copies that this test is after.
fn bytes(kind: &str, n: u128, size: usize) -> Vec<u8> {
    let blocks = (0..).flat_map(|block| Sha256::digest(format!("{kind} {n} {block}")));
    let size = if fate(n).is_multiple_of(2) {
        size
    } else {
        2 * size + 8
    };
    blocks.take(size).collect()
}

/// A number that looks random, from 0 to 255.
fn fate(n: u128) -> u8 {
    Sha256::digest(n.to_be_bytes())[0]
}

async fn import<S: Sql>(sql: &mut S, scope: &TenantScope, numbers: &[u128], size: usize) {
    let owners: Vec<_> = numbers.iter().map(|n| subject(*n)).collect();
    let keys: Vec<_> = numbers
        .iter()
        .map(|n| subject_keys::SubjectKey {
            subject_id: subject(*n),
            version: 1,
            wrapped: bytes("key", *n, size),
        })
        .collect();
    let rows: Vec<_> = numbers
        .iter()
        .map(|n| {
            let mut row = crate::arrange::row("people", *n, Some(subject(*n)));
            row.sealed = vec![("email".to_owned(), bytes("cell", *n, size))];
            row
        })
        .collect();
    let entries: Vec<_> = numbers
        .iter()
        .map(|n| {
            let mut entry = crate::arrange::entry(*n, Some(subject(*n)), "", true);
            entry.digest = bytes("digest", *n, size);
            entry
        })
        .collect();
    commit!(sql, |tx| {
        subjects::create_many(tx, scope, &owners, at(1))
            .await
            .unwrap();
        subject_keys::insert_many(tx, scope, &keys).await.unwrap();
        records::insert_many(tx, scope, &rows).await.unwrap();
        blind_index::insert_many(tx, scope, &entries).await.unwrap();
    });
}

async fn erase<S: Sql>(sql: &mut S, scope: &TenantScope, numbers: &[u128]) {
    commit!(sql, |tx| {
        for owner in numbers.iter().map(|n| subject(*n)) {
            records::delete_by_subject(tx, scope, Processing::Erasure, owner, "people")
                .await
                .unwrap();
            subject_keys::delete(tx, scope, owner).await.unwrap();
            subjects::erase(tx, scope, owner, 1).await.unwrap();
        }
    });
}

/// All bytes beside each other: the file, its log, and whatever else lies in the folder.
fn bytes_on_disk(file: &SqliteFile) -> Vec<u8> {
    let folder = file.path();
    let entries = fs::read_dir(folder.parent().unwrap()).unwrap();
    entries
        .flat_map(|entry| fs::read(entry.unwrap().path()).unwrap())
        .collect()
}

/// Counts the needles, all of one length, that occur anywhere.
fn count(disk: &[u8], needles: &HashSet<Vec<u8>>) -> usize {
    let length = needles.iter().next().unwrap().len();
    disk.windows(length)
        .filter(|part| needles.contains(*part))
        .collect::<HashSet<_>>()
        .len()
}

/// Scattered numbers split and merge pages all over the trees, which is where copies could stay.
fn scattered(n: u128) -> u128 {
    1 + n * 7_919 % 100_003 + ((n * 104_729 % 100_003) << 64)
}

/// Numbers in the order of time, as real ids have them.
fn ascending(n: u128) -> u128 {
    n
}

#[tokio::test(flavor = "current_thread")]
async fn erased_bytes_are_gone_from_file_and_log() {
    for number in [scattered, ascending] {
        for size in [32, 300] {
            erase_a_third(number, size).await;
        }
    }
}

async fn erase_a_third(number: fn(u128) -> u128, size: usize) {
    let file = SqliteFile::fresh().await;
    let sql = &mut file.connect().await;
    let scope = tenant(sql, "acme").await;
    commit!(sql, |tx| {
        collections::create(tx, &scope, &collection("people"), at(1))
            .await
            .unwrap();
    });
    let numbers: Vec<_> = (0..2_000).map(number).collect();
    for chunk in numbers.chunks(250) {
        import(sql, &scope, chunk, size).await;
    }
    let (gone, stay): (Vec<_>, Vec<_>) = numbers
        .iter()
        .copied()
        .partition(|n| fate(*n).is_multiple_of(3));
    for (round, erased) in (0..).zip(gone.chunks(20)) {
        erase(sql, &scope, erased).await;
        let added: Vec<_> = (0..10).map(|n| number(2_000 + 10 * round + n)).collect();
        import(sql, &scope, &added, size).await;
    }
    assert!(residue::scrub(sql).await.unwrap());
    assert!(
        !residue::scrub(sql).await.unwrap(),
        "nothing was erased since"
    );

    let disk = bytes_on_disk(&file);
    for kind in ["key", "cell", "digest"] {
        // Stale copies are often cut off by what was written over them, so pieces count too.
        for piece in [0, 16] {
            let needles = |numbers: &[u128]| {
                let pieces = numbers.iter().map(|n| bytes(kind, *n, size));
                pieces
                    .map(|bytes| bytes[piece..piece + 16].to_vec())
                    .collect()
            };
            assert_eq!(
                count(&disk, &needles(&gone)),
                0,
                "{kind}s of {} erased",
                gone.len()
            );
            assert_eq!(
                count(&disk, &needles(&stay)),
                stay.len(),
                "the search finds what stays"
            );
        }
    }
    let ids = gone
        .iter()
        .map(|n| subject(*n).to_string().into_bytes())
        .collect();
    assert_eq!(count(&disk, &ids), 0, "ids of {} erased", gone.len());
}

#[tokio::test(flavor = "current_thread")]
async fn an_erasure_that_came_while_scrubbing_is_still_due() {
    let file = SqliteFile::fresh().await;
    let sql = &mut file.connect().await;
    let scope = tenant(sql, "acme").await;
    commit!(sql, |tx| {
        collections::create(tx, &scope, &collection("people"), at(1))
            .await
            .unwrap();
    });
    import(sql, &scope, &[1, 2], 32).await;
    assert!(!residue::is_due(sql).await.unwrap());
    erase(sql, &scope, &[1]).await;
    let notes = residue::read(sql).await.unwrap();
    erase(sql, &scope, &[2]).await;
    residue::strike(sql, notes).await.unwrap();
    assert!(residue::is_due(sql).await.unwrap());
    let notes = residue::read(sql).await.unwrap();
    residue::strike(sql, notes).await.unwrap();
    assert!(!residue::is_due(sql).await.unwrap());
}

#[tokio::test(flavor = "current_thread")]
async fn scrubbing_waits_for_nobody_and_stays_due() {
    let file = SqliteFile::fresh().await;
    let (sql, reader) = (&mut file.connect().await, &mut file.connect().await);
    let scope = tenant(sql, "acme").await;
    furnish(sql, &scope).await;
    commit!(sql, |tx| {
        records::delete_by_subject(tx, &scope, Processing::Erasure, subject(1), "people")
            .await
            .unwrap();
        subjects::erase(tx, &scope, subject(1), 1).await.unwrap();
    });
    reader.execute("BEGIN", &[]).await.unwrap();
    reader
        .query("SELECT tenant_id FROM tenant", &[])
        .await
        .unwrap();
    assert!(matches!(residue::scrub(sql).await, Err(Error::Busy)));
    reader.execute("ROLLBACK", &[]).await.unwrap();
    assert!(residue::scrub(sql).await.unwrap());
}
