//! The records of a subject, some at a time.

use std::collections::VecDeque;

use domain::SubjectId;
use kit::declarations::Declarations;
use kit::keys::Keyring;
use kit::problem::Problem;
use kit::sealing::{self, Record};
use store::records::RecordRow;
use store::{Page, Processing, Sql, TenantScope};

/// Roughly how many sealed bytes are read at once.
const BYTES: usize = 2 << 20;
/// How many records are read first, when nothing is known of their size.
const FIRST: u32 = 100;

/// Records that are read as they are wanted, ordered by collection.
pub(super) struct Records {
    subject: SubjectId,
    keys: Keyring,
    /// Where the next page begins; none after the last.
    next: Option<Page>,
    read: VecDeque<Record>,
}

impl Records {
    pub(super) fn of(subject: SubjectId, keys: Keyring) -> Self {
        Self {
            subject,
            keys,
            next: Some(Page::new(FIRST, None)),
            read: VecDeque::new(),
        }
    }

    /// The next records, of one collection; none when there are no more.
    pub(super) async fn next<S: Sql>(
        &mut self,
        sql: &mut S,
        scope: &TenantScope,
        declarations: &Declarations,
    ) -> Result<Option<(String, Vec<Record>)>, Problem> {
        while self.read.is_empty() {
            let Some(page) = self.next.take() else {
                return Ok(None);
            };
            let (rows, after) = store::records::list_by_subject(
                sql,
                scope,
                Processing::Subject,
                self.subject,
                &page,
            )
            .await?;
            self.next = after.map(|after| Page::new(fitting(&rows), Some(after)));
            self.read = sealing::open(scope, &self.keys, declarations, rows)?.into();
        }
        let collection = self.read.front().map(|record| record.collection.clone());
        let collection = collection.unwrap_or_default();
        let others = |record: &Record| record.collection != collection;
        let end = self.read.iter().position(others).unwrap_or(self.read.len());
        let records = self.read.drain(..end).collect();
        Ok(Some((collection, records)))
    }
}

/// How many records like these are read at once.
fn fitting(rows: &[RecordRow]) -> u32 {
    let size = |row: &RecordRow| {
        let sealed = row.sealed.iter().map(|(_, bytes)| bytes.len());
        row.plain.len() + sealed.sum::<usize>()
    };
    let bytes = rows.iter().map(size).sum::<usize>().max(1);
    u32::try_from(BYTES.saturating_mul(rows.len()) / bytes).unwrap_or(u32::MAX)
}
