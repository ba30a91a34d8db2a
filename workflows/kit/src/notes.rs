//! Prose about a subject that is kept beside records, such as why a request was refused: sealed under
//! the subject's key, so that it goes when the subject does.

use domain::SubjectId;
use store::{Sql, TenantScope};

use crate::keys::{BATCH, Keyring, tenant_key};
use crate::platform::vault::{self, Cell, Sheet};
use crate::problem::Problem;

/// What a note is about: its place in the AAD, so that no note can stand for another.
pub struct Place<'a> {
    /// Whom it is about.
    pub subject_id: SubjectId,
    /// The kind of thing it belongs to.
    pub kind: &'a str,
    /// The thing.
    pub id: String,
    /// Which of its notes.
    pub name: &'a str,
}

/// Seals a note.
pub async fn seal<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    place: &Place<'_>,
    text: &str,
) -> Result<Vec<u8>, Problem> {
    let keys = Keyring::get(sql, scope, [place.subject_id]).await?;
    let sheet = sheet(place, text.as_bytes().to_vec());
    let sealed = vault::seal(&tenant_key(scope), &[keys.key(place.subject_id)?], &[sheet])?;
    single(sealed)
}

/// Opens a note; none when its subject was erased.
pub async fn open<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    place: &Place<'_>,
    sealed: Vec<u8>,
) -> Result<Option<String>, Problem> {
    if store::subjects::find(sql, scope, place.subject_id)
        .await?
        .is_none()
    {
        return Ok(None);
    }
    let keys = Keyring::get(sql, scope, [place.subject_id]).await?;
    let sheet = sheet(place, sealed);
    let opened = vault::open(&tenant_key(scope), &[keys.key(place.subject_id)?], &[sheet])?;
    let text = String::from_utf8(single(opened)?);
    text.map(Some)
        .map_err(|_| Problem::internal("a note is not text"))
}

/// Opens many notes; none in the place of those whose subject was erased.
pub async fn open_many<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    notes: Vec<(Place<'_>, Vec<u8>)>,
) -> Result<Vec<Option<String>>, Problem> {
    let subjects = notes.iter().map(|(place, _)| place.subject_id);
    let keys = Keyring::get(sql, scope, subjects).await?;
    let mut opened = Vec::with_capacity(notes.len());
    for batch in notes.chunks(BATCH) {
        let (mut held, mut sheets) = (Vec::new(), Vec::new());
        let there: Vec<bool> = batch
            .iter()
            .map(|(place, _)| keys.has(place.subject_id))
            .collect();
        for ((place, sealed), _) in batch.iter().zip(&there).filter(|(_, there)| **there) {
            let number = u32::try_from(held.len()).unwrap_or(u32::MAX);
            held.push(keys.key(place.subject_id)?);
            sheets.push(Sheet {
                subject: number,
                ..sheet(place, sealed.clone())
            });
        }
        let mut texts = vault::open(&tenant_key(scope), &held, &sheets)?.into_iter();
        for is_there in there {
            let cell = texts.by_ref().take(usize::from(is_there)).flatten().next();
            if is_there != cell.is_some() {
                return Err(Problem::internal("the vault gave another number of cells"));
            }
            let text = cell.map(String::from_utf8).transpose();
            opened.push(text.map_err(|_| Problem::internal("a note is not text"))?);
        }
    }
    Ok(opened)
}

fn sheet(place: &Place<'_>, bytes: Vec<u8>) -> Sheet {
    Sheet {
        subject: 0,
        collection: place.kind.to_owned(),
        id: place.id.clone(),
        cells: vec![Cell {
            field: place.name.to_owned(),
            bytes,
        }],
    }
}

fn single(sheets: Vec<Vec<Vec<u8>>>) -> Result<Vec<u8>, Problem> {
    let cell = sheets.into_iter().flatten().next();
    cell.ok_or_else(|| Problem::internal("the vault gave another number of cells"))
}
