//! `lethe token`: makes, lists and revokes tokens.

use domain::{Role, TokenId};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use store::{
    Page, Sql, TenantScope, Tx, tenants,
    tenants::Tenant,
    tokens::{self, NewToken, Token},
};
use zeroize::Zeroizing;

use super::{
    arguments::{CreateToken, ListTokens, RevokeToken},
    error::Error,
    folder, print,
    tenant::{find, random, record},
};

/// A new token as JSON.
#[derive(Serialize)]
struct Made<'a> {
    token: &'a str,
    token_id: TokenId,
    tenant: &'a str,
    role: Role,
    label: &'a str,
    expires_at: Option<Timestamp>,
}

/// A token of the list as JSON.
#[derive(Serialize)]
struct Shown {
    token_id: TokenId,
    role: Role,
    label: String,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

impl From<Token> for Shown {
    fn from(token: Token) -> Self {
        Self {
            token_id: token.token_id,
            role: token.role,
            label: token.label,
            created_at: token.created_at,
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
        }
    }
}

pub(super) async fn create(options: CreateToken) -> Result<(), Error> {
    let mut sql = folder::open(&options.data.data).await?;
    let tenant = find(&mut sql, &options.tenant).await?;
    let created_at = Timestamp::now();
    let expires_at = options
        .expires_in
        .map(|span| after(created_at, span))
        .transpose()?;
    let token_id = TokenId::generate(created_at, random()?);
    let secret = Zeroizing::new(random::<32>()?);
    let token = Zeroizing::new(tokens::spell(&secret));
    let mut tx = Tx::begin(&mut sql).await?;
    let new = NewToken {
        token_id,
        role: options.role,
        label: &options.label,
        hash: &tokens::hash(&token),
        created_at,
        expires_at,
    };
    let scope = scope(&mut tx, &tenant).await?;
    tokens::issue(&mut tx, &scope, &new).await?;
    record(
        &mut tx,
        tenant.tenant_id,
        "token.created",
        "token",
        token_id.to_string(),
    )
    .await?;
    tx.commit().await?;
    if options.json {
        let made = Made {
            token: &token,
            token_id,
            tenant: &tenant.name,
            role: options.role,
            label: &options.label,
            expires_at,
        };
        return Ok(print::json(&made)?);
    }
    print::note(&format!("This token is shown once; its id is {token_id}."));
    Ok(print::line(&token)?)
}

pub(super) async fn list(options: ListTokens) -> Result<(), Error> {
    let mut sql = folder::open(&options.data.data).await?;
    let tenant = find(&mut sql, &options.tenant).await?;
    let scope = scope(&mut sql, &tenant).await?;
    let mut shown = Vec::new();
    let mut after = None;
    loop {
        let page = Page::new(Page::MAX_LIMIT, after);
        let (tokens, next) = tokens::list(&mut sql, &scope, &page).await?;
        shown.extend(tokens.into_iter().map(Shown::from));
        if next.is_none() {
            break;
        }
        after = next;
    }
    if options.json {
        return Ok(print::json(&shown)?);
    }
    let now = Timestamp::now();
    let rows: Vec<[String; 5]> = shown.into_iter().map(|token| row(token, now)).collect();
    Ok(print::table(
        ["ID", "ROLE", "STATE", "CREATED", "LABEL"],
        &rows,
    )?)
}

pub(super) async fn revoke(options: RevokeToken) -> Result<(), Error> {
    let mut sql = folder::open(&options.data.data).await?;
    let tenant = find(&mut sql, &options.tenant).await?;
    let token = options.token;
    let mut tx = Tx::begin(&mut sql).await?;
    let scope = scope(&mut tx, &tenant).await?;
    match tokens::revoke(&mut tx, &scope, token, Timestamp::now()).await {
        Err(store::Error::Missing { .. }) => {
            let name = &tenant.name;
            let hint = format!("lethe token list --tenant {name} shows them");
            let refusal = format!("tenant {name} has no token {token} in use: {hint}");
            return Err(Error::Refused(refusal));
        }
        revoked => revoked?,
    }
    record(
        &mut tx,
        tenant.tenant_id,
        "token.revoked",
        "token",
        token.to_string(),
    )
    .await?;
    tx.commit().await?;
    Ok(print::line(&format!("revoked token {token}"))?)
}

async fn scope<S: Sql>(sql: &mut S, tenant: &Tenant) -> Result<TenantScope, Error> {
    let found = tenants::scope_for_operator(sql, tenant.tenant_id).await?;
    let (scope, _) = found.ok_or(store::Error::Missing { what: "tenant" })?;
    Ok(scope)
}

/// The moment that lies a span ahead; days and months are those of UTC.
fn after(now: Timestamp, span: jiff::Span) -> Result<Timestamp, Error> {
    let ahead = now.to_zoned(TimeZone::UTC).checked_add(span);
    ahead
        .map(|moment| moment.timestamp())
        .map_err(|_| Error::Refused("--expires-in lies beyond the year 9999".to_owned()))
}

fn row(token: Shown, now: Timestamp) -> [String; 5] {
    let state = match (token.revoked_at, token.expires_at) {
        (Some(_), _) => "revoked".to_owned(),
        (None, Some(at)) if at <= now => "expired".to_owned(),
        (None, Some(at)) => format!("until {}", at.strftime("%Y-%m-%d %H:%MZ")),
        (None, None) => "in use".to_owned(),
    };
    let role = serde_json::to_value(token.role).ok();
    let role = role
        .as_ref()
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let created = token.created_at.strftime("%Y-%m-%d %H:%MZ").to_string();
    [
        token.token_id.to_string(),
        role,
        state,
        created,
        token.label,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_expires_after_calendar_days() {
        let now: Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
        let at = after(now, "P1M".parse().unwrap()).unwrap();
        assert_eq!(at.to_string(), "2026-02-28T12:00:00Z");
        assert!(after(now, "P9000Y".parse().unwrap()).is_err());
    }
}
