//! What a request asks for, the steps to be taken for it, and the fee for a further copy.

use domain::RequestId;
use domain::request::{RequestEvent, Template};

use crate::decode::{Columns, json_of, name_of};
use crate::insert::one;
use crate::{Error, Sql, TenantScope, Tx};

/// What a request asks for, and the steps to be taken for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// The template of its kind when it was received.
    pub template: Template,
    /// What is asked for beyond the kind, sealed; `None` when the kind says all.
    pub sealed: Option<Vec<u8>>,
}

/// A fee, in the smallest unit of its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// The amount.
    pub minor_units: u32,
    /// The currency: three letters (ISO 4217).
    pub currency: String,
}

pub(super) async fn insert<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    request: RequestId,
    template: &Template,
    sealed: Option<&[u8]>,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO request_content (tenant_id, request_id, steps, content) \
             VALUES ($1, $2, $3, $4)",
            &[
                scope.parameter(),
                request.into(),
                json_of(template)?,
                sealed.into(),
            ],
        )
        .await?;
    one(
        inserted,
        Error::Exists {
            what: "request_content",
        },
    )
}

/// Finds what a request asks for.
pub async fn content<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: RequestId,
) -> Result<Content, Error> {
    let rows = sql
        .query(
            "SELECT steps, content FROM request_content WHERE tenant_id = $1 AND request_id = $2",
            &[scope.parameter(), request.into()],
        )
        .await?;
    let Some(row) = rows.into_iter().next() else {
        return Ok(Content::default());
    };
    let mut columns = Columns::of("request_content", row);
    Ok(Content {
        template: columns.json("steps")?,
        sealed: columns.optional_blob("content")?,
    })
}

/// Finds the names of the steps of the template that were done.
pub async fn documented<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: RequestId,
) -> Result<Vec<String>, Error> {
    let rows = sql
        .query(
            "SELECT method FROM request_step WHERE tenant_id = $1 AND request_id = $2 \
             AND event = $3 ORDER BY step",
            &[
                scope.parameter(),
                request.into(),
                name_of(&RequestEvent::Document)?,
            ],
        )
        .await?;
    rows.into_iter()
        .map(|row| Columns::of("request_step", row).text("method"))
        .collect()
}

/// Checks that every required step of the template was done.
///
/// # Errors
/// [`Error::StepsOpen`] with those that were not.
pub async fn check_steps<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: RequestId,
) -> Result<(), Error> {
    let Content { template, .. } = content(sql, scope, request).await?;
    let done = documented(sql, scope, request).await?;
    let open: Vec<String> = template.open(&done).map(|step| step.name.clone()).collect();
    if open.is_empty() {
        Ok(())
    } else {
        Err(Error::StepsOpen { steps: open })
    }
}

/// Keeps the fee of a request.
///
/// # Errors
/// [`Error::Exists`] when it has one.
pub async fn charge<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    request: RequestId,
    fee: &Fee,
) -> Result<(), Error> {
    let inserted = tx
        .execute(
            "INSERT INTO request_fee (tenant_id, request_id, minor_units, currency) \
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            &[
                scope.parameter(),
                request.into(),
                fee.minor_units.into(),
                fee.currency.as_str().into(),
            ],
        )
        .await?;
    one(inserted, Error::Exists { what: "fee" })
}

/// Finds the fee of a request.
pub async fn fee<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    request: RequestId,
) -> Result<Option<Fee>, Error> {
    let rows = sql
        .query(
            "SELECT minor_units, currency FROM request_fee \
             WHERE tenant_id = $1 AND request_id = $2",
            &[scope.parameter(), request.into()],
        )
        .await?;
    let read = |row| {
        let mut columns = Columns::of("request_fee", row);
        Ok(Fee {
            minor_units: columns.integer("minor_units")?,
            currency: columns.text("currency")?,
        })
    };
    rows.into_iter().next().map(read).transpose()
}
