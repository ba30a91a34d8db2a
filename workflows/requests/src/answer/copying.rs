//! A copy on its way: a small one is whole before anything is sent, a large one is sent while it is made, so that it is
//! never in memory as a whole.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, header};
use futures_util::{StreamExt as _, stream};
use kit::Db;
use kit::door::Caller;
use kit::erasure::erased;
use kit::problem::Problem;

use super::About;
use super::document::Document;
use super::file::File;
use super::records::Records;

/// Copies up to so many bytes are made before anything is sent: what fails until then is told as a problem.
const WHOLE: usize = 1 << 20;

/// A copy, of which some is made.
pub(super) struct Copying {
    pub(super) db: Db,
    pub(super) caller: Caller,
    pub(super) about: About,
    pub(super) records: Records,
    pub(super) format: Format,
}

/// How a copy is written.
pub(super) enum Format {
    /// As JSON.
    Document(Document),
    /// By an exporter.
    File(Box<File>),
    /// It is written.
    Whole,
}

impl Copying {
    /// Answers with the copy.
    pub(super) async fn respond(mut self) -> Result<Response<Body>, Problem> {
        let headers = match &self.format {
            Format::File(file) => file.headers(&self.about)?,
            Format::Document(_) | Format::Whole => {
                vec![(
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("application/json"),
                )]
            }
        };
        let mut begun = Vec::new();
        let mut is_whole = false;
        while begun.len() <= WHOLE && !is_whole {
            match self.next().await? {
                Some(piece) => begun.extend(piece),
                None => is_whole = true,
            }
        }
        let body = if is_whole {
            Body::from(begun)
        } else {
            self.sending(begun)
        };
        let mut response = Response::new(body);
        response.headers_mut().extend(headers);
        Ok(response)
    }

    /// The next bytes; none when it is whole.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        let (db, caller, about) = (&mut self.db, &self.caller, &self.about);
        if matches!(self.format, Format::Whole) {
            return Ok(None);
        }
        let records = self
            .records
            .next(db, &caller.scope, &about.declarations)
            .await?;
        let Some((collection, records)) = records else {
            // Who was erased meanwhile has no more records than who has none: that is no whole copy.
            let subject = store::subjects::find(db, &caller.scope, about.request.subject_id);
            subject.await?.ok_or_else(erased)?;
            return match std::mem::replace(&mut self.format, Format::Whole) {
                Format::Document(mut document) => {
                    document.finish();
                    Ok(Some(document.take()))
                }
                Format::File(file) => file.finish(db, caller, about).await.map(Some),
                Format::Whole => Ok(None),
            };
        };
        match &mut self.format {
            Format::Document(document) => {
                document.push(about, &collection, records)?;
                Ok(Some(document.take()))
            }
            Format::File(file) => file
                .push(db, caller, about, &collection, &records)
                .await
                .map(Some),
            Format::Whole => Ok(None),
        }
    }

    /// A body that sends what is there and then the rest. It breaks off where that fails, which is how the client learns
    /// that it is not whole.
    fn sending(self, begun: Vec<u8>) -> Body {
        let rest = stream::unfold(Some(self), async |copying| {
            let mut copying = copying?;
            match copying.next().await {
                Ok(Some(piece)) => Some((Ok(Bytes::from(piece)), Some(copying))),
                Ok(None) => None,
                Err(problem) => {
                    problem.log(&copying.caller.trace);
                    Some((Err(std::io::Error::other(problem.code())), None))
                }
            }
        });
        Body::from_stream(stream::iter([Ok(Bytes::from(begun))]).chain(rest))
    }
}
