//! Makes an account.

use axum::Json;
use axum::http::StatusCode;
use domain::{AccountId, Permission, Role, SubjectId, TenantId};
use jiff::Timestamp;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::problem::{Place, Problem};
use serde::{Deserialize, Serialize};
use store::accounts::Account;
use store::{TenantScope, Tx};

use super::activation;
use crate::account::{Profile, login_digest, make_key, named, seal_profile};

/// An account to be made.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccount {
    /// What its owner will sign in with, such as an address. Nobody else in the tenant has it.
    #[schema(min_length = 1, max_length = 100)]
    login: String,
    /// What others see of them.
    #[schema(min_length = 1, max_length = 100)]
    display_name: String,
    /// The data subject whose own account it is.
    #[schema(value_type = Option<String>, format = Uuid)]
    subject_id: Option<SubjectId>,
}

/// An account that waits for its owner.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MadeAccount {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    account_id: AccountId,
    /// Id of the tenant, which signing in asks for.
    #[schema(value_type = String, format = Uuid)]
    tenant_id: TenantId,
    /// With what its owner sets the password (`POST /v1/activation`). It is shown this once.
    activation_secret: String,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl MadeAccount {
    /// Answers that an account waits for its owner.
    pub(super) fn waiting(
        scope: &TenantScope,
        account_id: AccountId,
        activation_secret: String,
        expires_at: Timestamp,
    ) -> (StatusCode, Json<Self>) {
        let made = Self {
            account_id,
            tenant_id: scope.tenant_id(),
            activation_secret,
            expires_at,
        };
        (StatusCode::CREATED, Json(made))
    }
}

/// Make an account for one person. It may do nothing but edit its own profile until it gets a role (Art. 25(2)).
#[utoipa::path(
    post,
    path = "/v1/accounts",
    operation_id = "create_account",
    tag = "accounts",
    request_body = NewAccount,
    responses((status = 201, description = "Made", body = MadeAccount), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<(StatusCode, Json<MadeAccount>), Problem> {
    caller.require(Permission::ManageAccounts)?;
    caller.require_fresh()?;
    let wanted: NewAccount = incoming.json().await?.parse()?;
    let profile = profile(&wanted)?;
    let now = kit::clock::now();
    let scope = &caller.scope;
    let account_id = AccountId::generate(now, kit::entropy::bytes()?);
    let (activation_secret, activation) = activation(now)?;
    let expires_at = activation.expires_at;
    let login_digest = login_digest(scope, &profile.login)?;
    let mut tx = Tx::begin(&mut db).await?;
    if let Some(subject) = wanted.subject_id {
        let found = store::subjects::find(&mut tx, scope, subject).await?;
        found.ok_or_else(|| {
            let place = Place::pointer("/subject_id", "there is no such subject");
            Problem::invalid("the account would be nobody's", vec![place])
        })?;
    }
    make_key(&mut tx, scope, account_id).await?;
    let sealed = seal_profile(&mut tx, scope, account_id, &profile).await?;
    let account = Account {
        account_id,
        login_digest,
        profile: sealed,
        role: Role::Member,
        enabled: true,
        subject_id: wanted.subject_id,
        password: None,
        password_history: Vec::new(),
        activation: Some(activation),
        authenticator: None,
        recovery_hashes: Vec::new(),
        revision: 1,
        created_at: now,
        changed_at: now,
        account_type: None,
    };
    store::accounts::create(&mut tx, scope, &account).await?;
    Event::new("account.created", "account", &account_id)
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(MadeAccount::waiting(
        scope,
        account_id,
        activation_secret,
        expires_at,
    ))
}

fn profile(wanted: &NewAccount) -> Result<Profile, Problem> {
    let login = named("/login", &wanted.login);
    match (login, named("/display_name", &wanted.display_name)) {
        (Ok(login), Ok(display_name)) => Ok(Profile {
            login,
            display_name,
        }),
        (login, name) => {
            let places = login.err().into_iter().chain(name.err());
            Err(Problem::invalid(
                "no such account can be made",
                places.collect(),
            ))
        }
    }
}
