//! What the log of views says: who was looked at, by a record, by name, by request, or in the list of a
//! collection.

use std::collections::{BTreeMap, BTreeSet};

use domain::{RecordId, RequestId, SubjectId, TokenId};
use jiff::Timestamp;
use kit::problem::Problem;
use store::audit::{Filter, Logged};
use store::{Page, Sql, TenantScope};

/// The actions that show personal data.
const VIEWS: [&str; 6] = [
    "archive.begun",
    "archive.finished",
    "record.viewed",
    "records.viewed",
    "subject.viewed",
    "request.answered",
];

/// How a collection was listed. The log does not say which records a page showed, so that it leads from no
/// erased person to a placeholder.
#[derive(Clone, Copy)]
pub(super) struct Listing {
    /// How often.
    pub(super) views: u64,
    /// How many records the pages had together.
    pub(super) records: u64,
    /// When it was listed last.
    pub(super) last_at: Timestamp,
}

/// What was viewed.
#[derive(Default)]
pub(super) struct Viewed {
    /// How often anything was.
    pub(super) views: u64,
    /// When first and last.
    pub(super) span: Option<(Timestamp, Timestamp)>,
    /// By whom: tokens and their labels.
    pub(super) actors: BTreeMap<TokenId, String>,
    /// Single records.
    pub(super) records: BTreeSet<RecordId>,
    /// Subjects, all their records at once.
    pub(super) subjects: BTreeSet<SubjectId>,
    /// Requests whose answer was fetched.
    pub(super) requests: BTreeSet<RequestId>,
    /// When everything was taken out last, and whether any of it was fetched to its end.
    pub(super) archived: Option<(Timestamp, bool)>,
    /// Collections, page by page.
    pub(super) listings: BTreeMap<String, Listing>,
}

impl Viewed {
    /// Reads the log as far as the filter lets through.
    pub(super) async fn read<S: Sql>(
        sql: &mut S,
        scope: &TenantScope,
        filter: &Filter,
    ) -> Result<Self, Problem> {
        let mut viewed = Self::default();
        for action in VIEWS {
            let filter = Filter {
                action: Some(action.to_owned()),
                ..filter.clone()
            };
            let mut after = None;
            loop {
                let page = Page::new(Page::MAX_LIMIT, after);
                let (events, next) = store::audit::list(sql, scope, &filter, &page).await?;
                for logged in events {
                    viewed.add(logged);
                }
                after = next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(viewed)
    }

    fn add(&mut self, Logged { actor, event, .. }: Logged) {
        let records = event.counts.get("records").copied().unwrap_or_default();
        let object = event.object_id.unwrap_or_default();
        match event.action.as_str() {
            "archive.begun" | "archive.finished" => {
                let (at, is_whole) = self.archived.unwrap_or((event.at, false));
                let is_whole = is_whole || event.action == "archive.finished";
                self.archived = Some((at.max(event.at), is_whole));
            }
            // A view that found nothing showed nothing.
            _ if records == 0 => return,
            "record.viewed" => self.records.extend(object.parse::<RecordId>()),
            "subject.viewed" => self.subjects.extend(object.parse::<SubjectId>()),
            "request.answered" => self.requests.extend(object.parse::<RequestId>()),
            _ => {
                let listing = self.listings.entry(object).or_insert(Listing {
                    views: 0,
                    records: 0,
                    last_at: event.at,
                });
                listing.views += 1;
                listing.records += records;
                listing.last_at = listing.last_at.max(event.at);
            }
        }
        self.views += 1;
        self.actors.insert(actor.token_id, actor.label);
        self.span = Some(match self.span {
            Some((first, last)) => (first.min(event.at), last.max(event.at)),
            None => (event.at, event.at),
        });
    }
}
