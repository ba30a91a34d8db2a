//! Documents of a tenant: what privacy officers write, in versions, each sealed.
//!
//! A document is about no subject, so it has a key of its own, kept as subjects' keys are: whoever deletes it
//! makes the document unreadable.

use domain::breach::Breach;
use domain::organization::Organization;
use domain::processing::ProcessingRecord;
use domain::protocols::Protocols;
use domain::{DocumentId, SubjectId};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use store::documents::{NewVersion, Version};
use store::{Actor, Page, Sql, TenantScope, Tx, documents, subject_keys};

use crate::door::Caller;
use crate::keys::{Keyring, tenant_key};
use crate::platform::vault::{self, Cell, Sheet};
use crate::problem::Problem;

/// A kind of document.
pub trait Document: Serialize + DeserializeOwned {
    /// Its name in the store and in the audit log.
    const KIND: &'static str;
}

/// A version of a document, opened.
#[derive(Debug, Clone)]
pub struct Opened<D> {
    /// The document.
    pub document_id: DocumentId,
    /// Its number: 1, 2, 3 and so on.
    pub version: u64,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub actor: Actor,
    /// What it says.
    pub content: D,
}

/// The id of a document of which a tenant has one.
pub fn only_one(scope: &TenantScope) -> DocumentId {
    DocumentId::from_uuid(*scope.tenant_id().as_uuid())
}

/// The id of a document of a kind of which a tenant has one: it follows from both, so that two who write at once
/// do not make two.
pub fn only_one_of<D: Document>(scope: &TenantScope) -> DocumentId {
    let mut hash = Sha256::new();
    hash.update(scope.tenant_id().as_uuid().as_bytes());
    hash.update(D::KIND);
    let hash = hash.finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    DocumentId::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Begins a document.
pub async fn create<D: Document, S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    document_id: DocumentId,
    at: Timestamp,
    content: &D,
) -> Result<(), Problem> {
    let keys = Keyring::make(&caller.scope, &[holder(document_id)])?;
    subject_keys::insert_many(tx, &caller.scope, &keys.rows()).await?;
    keep(tx, caller, &keys, (document_id, 1), at, content).await
}

/// Writes the version after this one.
///
/// # Errors
/// When somebody else wrote it meanwhile.
pub async fn replace<D: Document, S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    document_id: DocumentId,
    version: u64,
    at: Timestamp,
    content: &D,
) -> Result<(), Problem> {
    let keys = Keyring::get(tx, &caller.scope, [holder(document_id)]).await?;
    let next = (document_id, version.saturating_add(1));
    keep(tx, caller, &keys, next, at, content).await
}

/// Finds the newest version of a document.
pub async fn latest<D: Document, S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    document_id: DocumentId,
) -> Result<Option<Opened<D>>, Problem> {
    let Some(found) = documents::latest(sql, scope, D::KIND, document_id).await? else {
        return Ok(None);
    };
    let mut opened = open(sql, scope, vec![found]).await?;
    Ok(opened.pop())
}

/// Lists the versions of a document.
pub async fn versions<D: Document, S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    document_id: DocumentId,
    page: &Page,
) -> Result<(Vec<Opened<D>>, Option<String>), Problem> {
    let (found, next) = documents::versions(sql, scope, D::KIND, document_id, page).await?;
    Ok((open(sql, scope, found).await?, next))
}

/// Lists the newest version of each document of a kind.
pub async fn list<D: Document, S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    page: &Page,
) -> Result<(Vec<Opened<D>>, Option<String>), Problem> {
    let (found, next) = documents::list(sql, scope, D::KIND, page).await?;
    Ok((open(sql, scope, found).await?, next))
}

/// All documents of a kind in their newest version.
pub async fn all<D: Document, S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
) -> Result<Vec<Opened<D>>, Problem> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = Page::new(Page::MAX_LIMIT, after);
        let (found, next) = list(sql, scope, &page).await?;
        all.extend(found);
        after = next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

async fn keep<D: Document, S: Sql>(
    tx: &mut Tx<'_, S>,
    caller: &Caller,
    keys: &Keyring,
    (document_id, version): (DocumentId, u64),
    at: Timestamp,
    content: &D,
) -> Result<(), Problem> {
    let json = serde_json::to_vec(content).map_err(|error| Problem::internal(error.to_string()))?;
    let sheet = sheet::<D>(0, document_id, version, json);
    let key = keys.key(holder(document_id))?;
    let sealed = vault::seal(&tenant_key(&caller.scope), &[key], &[sheet])?;
    let content = sealed.into_iter().flatten().next().ok_or_else(miscounted)?;
    let new = NewVersion {
        kind: D::KIND,
        document_id,
        version,
        at,
        content: &content,
    };
    documents::append(tx, &caller.scope, &caller.actor, &new).await?;
    Ok(())
}

async fn open<D: Document, S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    versions: Vec<Version>,
) -> Result<Vec<Opened<D>>, Problem> {
    let holders = versions.iter().map(|version| holder(version.document_id));
    let keys = Keyring::get(sql, scope, holders).await?;
    let mut opened = Vec::with_capacity(versions.len());
    for version in versions {
        let (id, number) = (version.document_id, version.version);
        let sheet = sheet::<D>(0, id, number, version.content);
        let cells = vault::open(&tenant_key(scope), &[keys.key(holder(id))?], &[sheet])?;
        let bytes = cells.into_iter().flatten().next().ok_or_else(miscounted)?;
        opened.push(Opened {
            document_id: id,
            version: number,
            at: version.at,
            actor: version.actor,
            content: serde_json::from_slice(&bytes)
                .map_err(|_| Problem::internal("a document does not have its form"))?,
        });
    }
    Ok(opened)
}

/// Whose key seals a document: its own.
fn holder(document_id: DocumentId) -> SubjectId {
    SubjectId::from_uuid(*document_id.as_uuid())
}

fn sheet<D: Document>(subject: u32, id: DocumentId, version: u64, bytes: Vec<u8>) -> Sheet {
    Sheet {
        subject,
        collection: D::KIND.to_owned(),
        id: id.to_string(),
        cells: vec![Cell {
            field: format!("version {version}"),
            bytes,
        }],
    }
}

fn miscounted() -> Problem {
    Problem::internal("the vault gave another number of cells")
}

impl Document for Organization {
    const KIND: &'static str = "organization";
}

impl Document for ProcessingRecord {
    const KIND: &'static str = "processing-record";
}

impl Document for Breach {
    const KIND: &'static str = "breach";
}

impl Document for Protocols {
    const KIND: &'static str = "protocols";
}
