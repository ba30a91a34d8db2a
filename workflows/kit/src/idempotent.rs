//! The header `idempotency-key`: who repeats a call gets its answer, and nothing is done twice.
//!
//! Only answers that changed something are kept, in the transaction of the change: a call that was
//! refused has changed nothing and may simply be made again. Key and body are kept as keyed digests
//! of the vault, never themselves.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{Sql, Tx, idempotency};

use crate::body::Sent;
use crate::door::Caller;
use crate::keys::tenant_key;
use crate::platform::vault;
use crate::problem::{Place, Problem};

/// How long an answer can be had again: a day covers any client's retries.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Whether the call was made before.
pub enum Seen {
    /// It was; this is its answer.
    Before(Response<Body>),
    /// It was not, or it cannot be told.
    Never(Call),
}

/// A call that may change something.
pub struct Call {
    /// When it was made: the time of everything it does.
    pub at: Timestamp,
    digests: Option<Digests>,
}

struct Digests {
    key: Vec<u8>,
    body: Vec<u8>,
}

/// The answer to a change: ids and counts, no personal data.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    #[serde(skip)]
    status: StatusCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    body: serde_json::Value,
}

/// Looks whether the call was made before.
///
/// # Errors
/// When another call was made with the same key.
pub async fn admit<S: Sql>(sql: &mut S, caller: &Caller, sent: &Sent) -> Result<Seen, Problem> {
    let at = crate::clock::now();
    let digests = digests(caller, sent)?;
    if let Some(digests) = &digests
        && let Some(answer) = find(sql, caller, digests).await?
    {
        if answer.body_digest != digests.body {
            let place = Place::parameter("idempotency-key", "was used for another call");
            let detail = "the same key came with another call";
            return Err(
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "key-reused", detail).at(place),
            );
        }
        return Ok(Seen::Before(replay(&answer)?));
    }
    Ok(Seen::Never(Call { at, digests }))
}

impl Call {
    /// Begins the transaction of the change.
    ///
    /// # Errors
    /// When the same call was carried out since it was admitted.
    pub async fn begin<'a, S: Sql>(
        &self,
        sql: &'a mut S,
        caller: &Caller,
    ) -> Result<Tx<'a, S>, Problem> {
        let mut tx = Tx::begin(sql).await?;
        if let Some(digests) = &self.digests {
            let token = caller.actor.token_id;
            idempotency::claim(&mut tx, &caller.scope, token, &digests.key).await?;
            if find(&mut tx, caller, digests).await?.is_some() {
                let detail = "the same call was being carried out; repeat it to get its answer";
                return Err(Problem::conflict("call-in-progress", detail));
            }
        }
        Ok(tx)
    }

    /// Keeps the answer with the change, commits both, and answers.
    pub async fn finish<S: Sql>(
        self,
        mut tx: Tx<'_, S>,
        caller: &Caller,
        answer: Answer,
    ) -> Result<Response<Body>, Problem> {
        if let Some(digests) = self.digests {
            let Caller { scope, actor, .. } = caller;
            let oldest = self.at.saturating_sub(KEPT_FOR).unwrap_or(Timestamp::MIN);
            idempotency::sweep(&mut tx, scope, oldest).await?;
            let body = serde_json::to_string(&answer)
                .map_err(|error| Problem::internal(error.to_string()))?;
            let status = answer.status.as_u16();
            let kept = idempotency::Answer {
                body_digest: digests.body,
                status,
                body,
            };
            idempotency::insert(&mut tx, scope, actor, &digests.key, &kept, self.at).await?;
        }
        tx.commit().await?;
        Ok(answer.into_response())
    }
}

impl Answer {
    /// 200 with a body.
    pub fn ok(body: impl Serialize) -> Self {
        Self {
            status: StatusCode::OK,
            location: None,
            body: json(body),
        }
    }

    /// 201 with the place of what was made.
    pub fn created(location: String, body: impl Serialize) -> Self {
        Self {
            status: StatusCode::CREATED,
            location: Some(location),
            body: json(body),
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response<Body> {
        let mut response = (self.status, axum::Json(self.body)).into_response();
        let location = self
            .location
            .and_then(|location| HeaderValue::from_str(&location).ok());
        if let Some(location) = location {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

/// Bodies are plain structs with text keys, which always have a JSON form.
fn json(body: impl Serialize) -> serde_json::Value {
    serde_json::to_value(body).unwrap_or_default()
}

async fn find<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    digests: &Digests,
) -> Result<Option<idempotency::Answer>, Problem> {
    let token = caller.actor.token_id;
    Ok(idempotency::find(sql, &caller.scope, token, &digests.key).await?)
}

fn replay(kept: &idempotency::Answer) -> Result<Response<Body>, Problem> {
    let damaged = || Problem::internal("a kept answer cannot be read");
    let mut answer: Answer = serde_json::from_str(&kept.body).map_err(|_| damaged())?;
    answer.status = StatusCode::from_u16(kept.status).map_err(|_| damaged())?;
    let mut response = answer.into_response();
    response
        .headers_mut()
        .insert("idempotency-replayed", HeaderValue::from_static("true"));
    Ok(response)
}

fn digests(caller: &Caller, sent: &Sent) -> Result<Option<Digests>, Problem> {
    let Some(key) = &sent.idempotency_key else {
        return Ok(None);
    };
    // The vault takes text, and a body can be megabytes: it gets the hash.
    let mut hash = Sha256::new();
    hash.update(sent.target.as_bytes());
    hash.update([0]);
    hash.update(sent.media_type.as_bytes());
    hash.update([0]);
    hash.update(&sent.bytes);
    let hash = hex::encode(hash.finalize());
    let tenant = tenant_key(&caller.scope);
    let values = [key.clone(), hash];
    let digests = vault::blind_index(&tenant, "idempotency", &values)?;
    match <[Vec<u8>; 2]>::try_from(digests) {
        Ok([key, body]) => Ok(Some(Digests { key, body })),
        Err(_) => Err(Problem::internal(
            "the vault gave another number of digests",
        )),
    }
}
