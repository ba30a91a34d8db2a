//! Whose data a call works on, and who makes it.

use std::fmt;

use domain::{AccountId, Role, TenantId, TokenId};
use jiff::Timestamp;

use crate::Value;

/// A tenant's key as it is kept: wrapped under the root key.
#[derive(Clone, PartialEq, Eq)]
pub struct TenantKey {
    /// Counts the keys of the tenant from 1.
    pub version: u32,
    /// The wrapped key.
    pub wrapped: Vec<u8>,
}

impl fmt::Debug for TenantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantKey")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// The tenant whose rows a call sees and changes.
///
/// Only authentication makes one ([`tokens::authenticate`](crate::tokens::authenticate)), in native
/// programs the operator's commands (`tenants::scope_for_operator`), the door of background work
/// (`jobs::next`), and those of who is about to prove who they are (`agents::enter`, `accounts::enter`). So code that holds a scope was let in, and no handler can name a tenant by itself.
#[derive(Debug, Clone)]
pub struct TenantScope {
    tenant_id: TenantId,
    key: TenantKey,
}

impl TenantScope {
    pub(crate) const fn new(tenant_id: TenantId, key: TenantKey) -> Self {
        Self { tenant_id, key }
    }

    /// The tenant.
    pub const fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    /// The tenant's newest key.
    pub const fn key(&self) -> &TenantKey {
        &self.key
    }

    /// The first parameter of every statement.
    pub(crate) fn parameter(&self) -> Value {
        self.tenant_id.into()
    }
}

/// Who makes a call, as evidence names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The token, or the account whose session it is: a person is the same one in every session. The nil UUID is the
    /// operator at the command line, or Lethe itself at work.
    pub token_id: TokenId,
    /// What the token is for. Names a program or a function, not a person.
    pub label: String,
    /// What the token may do.
    pub role: Role,
    /// The session of an account; none for a token of a program.
    pub session: Option<SignedIn>,
}

/// The session in which somebody with an account makes a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Whose it is.
    pub account_id: AccountId,
    /// The token that is this session.
    pub token_id: TokenId,
    /// When they last proved who they are.
    pub authenticated_at: Timestamp,
    /// When the session was last used, as far as it was noted.
    pub used_at: Timestamp,
}

impl Actor {
    /// An account, as evidence names it.
    pub fn account(account_id: AccountId, role: Role) -> Self {
        Self {
            token_id: TokenId::from_uuid(*account_id.as_uuid()),
            label: format!("account {account_id}"),
            role,
            session: None,
        }
    }

    /// The token that the call came with.
    pub fn token(&self) -> TokenId {
        let session = self.session.as_ref();
        session.map_or(self.token_id, |session| session.token_id)
    }
}
