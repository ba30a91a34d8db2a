//! Sets the password policy.

use axum::Json;
use domain::Permission;
use identity::Error;
use identity::policy::Draft;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::problem::{Place, Problem};
use store::Tx;

use super::PolicyView;

/// A policy to be set: a profile, and what differs from it.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes what `identity::policy::Draft` reads")]
pub(crate) struct NewPolicy {
    /// `nist-63b-4` or `classic`.
    #[schema(example = "nist-63b-4")]
    profile: String,
    /// The fewest characters.
    #[schema(minimum = 4, maximum = 64)]
    least_characters: Option<u32>,
    /// The fewest for who signs in with a second factor.
    #[schema(minimum = 4, maximum = 64)]
    least_characters_with_second_factor: Option<u32>,
    /// Whether common passwords are refused, and those made of login or names.
    blocklist: Option<bool>,
    /// Whether there must be an upper-case letter.
    upper_case: Option<bool>,
    /// Whether there must be a lower-case letter.
    lower_case: Option<bool>,
    /// Whether there must be a digit.
    digit: Option<bool>,
    /// Whether there must be a character that is neither letter nor digit.
    symbol: Option<bool>,
    /// After how many days it must be changed; 0 is never.
    #[schema(maximum = 3650)]
    expires_after_days: Option<u32>,
    /// How many earlier passwords may not come again.
    #[schema(maximum = 10)]
    history: Option<u32>,
    /// The roles that nobody has without a second factor. Until an account of theirs has an authenticator, its sessions may
    /// edit the own profile and nothing else.
    #[schema(value_type = Vec<String>, example = json!(["administrator", "privacy-officer"]))]
    second_factor_for: Vec<String>,
}

/// Set which passwords the tenant takes. It holds for passwords that are set from now on, and its expiry at once.
#[utoipa::path(
    put,
    path = "/v1/password-policy",
    operation_id = "set_password_policy",
    tag = "accounts",
    request_body = NewPolicy,
    responses((status = 200, description = "Set", body = PolicyView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Json<PolicyView>, Problem> {
    caller.require(Permission::ManageAccounts)?;
    caller.require_fresh()?;
    let draft: Draft = incoming.json().await?.parse()?;
    let policy = draft.policy().map_err(|wrong| refused(&wrong))?;
    let json = serde_json::to_value(&policy);
    let json = json.map_err(|error| Problem::internal(error.to_string()))?;
    let (scope, now) = (&caller.scope, kit::clock::now());
    let mut tx = Tx::begin(&mut db).await?;
    store::password_policy::put(&mut tx, scope, &json, now).await?;
    Event::new("password-policy.changed", "tenant", &scope.tenant_id())
        .append(&mut tx, &caller)
        .await?;
    tx.commit().await?;
    Ok(Json(policy.into()))
}

fn refused(wrong: &[Error]) -> Problem {
    let place = |error: &Error| match error {
        Error::OutOfRange { setting, .. } => {
            Place::pointer(format!("/{setting}"), error.to_string())
        }
        Error::ShortSecret => Place::pointer("", error.to_string()),
    };
    Problem::invalid(
        "no such policy can be set",
        wrong.iter().map(place).collect(),
    )
}
