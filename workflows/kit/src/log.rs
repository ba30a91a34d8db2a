//! The audit log as others can check it: signed checkpoints of its tree (C2SP tlog-checkpoint) and proofs (RFC 6962).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use store::audit::tree::{self, LogKey};
use store::{Sql, Tx};
pub use translog::Hash;
use translog::{Algorithm, Checkpoint, Frontier, Note, Plan, VerifierKey};

use crate::door::Caller;
use crate::keys::tenant_key;
use crate::platform::vault;
use crate::problem::{Place, Problem};

/// The id of the key in the vault.
const KEY: &str = "audit-log";

/// The tree as it is now, and the key that its checkpoints are signed with.
pub struct Log {
    /// The tree.
    pub frontier: Frontier,
    key: LogKey,
    origin: String,
}

impl Log {
    /// Opens the log of the caller's tenant. The first who does so makes its key.
    pub async fn open<S: Sql>(
        sql: &mut S,
        caller: &Caller,
        at: Timestamp,
    ) -> Result<Self, Problem> {
        let scope = &caller.scope;
        let key = if let Some(key) = tree::log_key(sql, scope).await? {
            key
        } else {
            let made = vault::new_signing_key(&tenant_key(scope), KEY)?;
            let made = LogKey {
                public: made.public,
                wrapped: made.wrapped,
            };
            let mut tx = Tx::begin(sql).await?;
            tree::put_log_key(&mut tx, scope, &made, at).await?;
            // Somebody else may have been faster.
            let kept = tree::log_key(&mut tx, scope).await?;
            tx.commit().await?;
            kept.unwrap_or(made)
        };
        Ok(Self {
            frontier: tree::frontier(sql, scope).await?,
            key,
            origin: format!("lethe/{}", scope.tenant_id()),
        })
    }

    /// The name of the log, which is its key's too.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The key, for whoever verifies.
    pub fn verifier(&self) -> Result<VerifierKey, Problem> {
        let public = self.key.public.as_slice().try_into();
        let public = public.map_err(|_| Problem::internal("the key of a log is damaged"))?;
        VerifierKey::new(&self.origin, Algorithm::Ed25519, public).map_err(impossible)
    }

    /// Signs a certificate: its canonical JSON (RFC 8785), as it is without the member `signature`.
    pub fn certify(&self, caller: &Caller, mut certificate: Json) -> Result<Json, Problem> {
        let text = serde_json_canonicalizer::to_string(&certificate)
            .map_err(|error| Problem::internal(error.to_string()))?;
        let signature = self.sign(caller, text.into_bytes())?;
        if let Some(members) = certificate.as_object_mut() {
            let signature = json!({
                "verifier_key": self.verifier()?.to_text(),
                "ed25519": STANDARD.encode(signature),
            });
            members.insert("signature".to_owned(), signature);
        }
        Ok(certificate)
    }

    fn sign(&self, caller: &Caller, message: Vec<u8>) -> Result<[u8; 64], Problem> {
        let tenant = tenant_key(&caller.scope);
        let signed = vault::sign(&tenant, KEY, &self.key.wrapped, &[message])?;
        let signature = signed.first().map(Vec::as_slice).unwrap_or_default();
        signature
            .try_into()
            .map_err(|_| Problem::internal("the vault gave no signature"))
    }

    /// What the log says of itself now, signed.
    pub fn checkpoint(&self, caller: &Caller) -> Result<String, Problem> {
        let (size, root) = (self.frontier.size(), self.frontier.root());
        let checkpoint = Checkpoint::new(&self.origin, size, root).map_err(impossible)?;
        let text = checkpoint.to_string();
        let signature = self.sign(caller, text.as_bytes().to_vec())?;
        let mut note = Note::of(&text).map_err(impossible)?;
        let line = self.verifier()?.signature(&signature).map_err(impossible)?;
        note.add(line).map_err(impossible)?;
        Ok(note.to_string())
    }
}

/// The proof that an event is in the tree that had so many.
pub async fn inclusion<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    (seq, size): (u64, u64),
) -> Result<Vec<String>, Problem> {
    in_tree(sql, caller, "size", size).await?;
    let plan = seq.checked_sub(1).map(|index| Plan::inclusion(index, size));
    match plan {
        Some(Ok(plan)) => assemble(sql, caller, &plan).await,
        _ => Err(beyond("seq", "must be the number of an event in that tree")),
    }
}

/// The proof that the tree that had `to` events continues the one that had `from`.
pub async fn consistency<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    (from, to): (u64, u64),
) -> Result<Vec<String>, Problem> {
    in_tree(sql, caller, "to", to).await?;
    match Plan::consistency(from, to) {
        Ok(plan) => assemble(sql, caller, &plan).await,
        Err(_) => Err(beyond("from", "must not be larger than the other tree")),
    }
}

/// Refuses a tree that is larger than the one there is.
async fn in_tree<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    parameter: &str,
    size: u64,
) -> Result<(), Problem> {
    let most = tree::frontier(sql, &caller.scope).await?.size();
    if size <= most {
        return Ok(());
    }
    Err(beyond(parameter, &format!("the tree has {most} events")))
}

async fn assemble<S: Sql>(
    sql: &mut S,
    caller: &Caller,
    plan: &Plan,
) -> Result<Vec<String>, Problem> {
    let nodes = tree::nodes(sql, &caller.scope, &plan.nodes()).await?;
    let hashes = plan.assemble(&nodes).map_err(impossible)?;
    Ok(hashes.iter().map(Hash::to_base64).collect())
}

fn beyond(parameter: &str, message: &str) -> Problem {
    let place = Place::parameter(parameter, message);
    Problem::malformed("malformed-query", "there is no such proof").at(place)
}

fn impossible(error: translog::Error) -> Problem {
    Problem::internal(error.to_string())
}
