//! `lethe backup create`.

use jiff::Timestamp;
use serde::Serialize;

use super::Create;
use crate::backup::{Checked, Made, Plan, back_up};
use crate::cli::{error::Error, folder, print};

/// A backup as JSON.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    made: Made,
    restored_for_a_test: bool,
}

pub(super) async fn run(options: Create) -> Result<(), Error> {
    let mut sql = folder::open(&options.place.data).await?;
    let keys = folder::keys(&options.place.data.data, &mut sql).await?;
    let safe = options.place.safe(keys.roots.clone())?;
    let plan = Plan {
        folder: options.to,
        // Called once: the next is made when somebody calls again.
        every: options.keep,
        keep: options.keep,
        working: options.place.data.data.clone(),
    };
    let (made, checked) = back_up(&mut sql, &safe, &plan, Timestamp::now()).await?;
    let restored = match checked {
        Checked::Whole(restored) => restored,
        Checked::Failed(error) => {
            let id = made.id;
            return Err(Error::Refused(format!(
                "the backup {id} was made and cannot be restored: {error}"
            )));
        }
    };
    if options.place.json {
        return Ok(print::json(&Shown {
            made,
            restored_for_a_test: true,
        })?);
    }
    let rows: u64 = made.rows.values().sum();
    Ok(print::line(&format!(
        "made backup {} of {rows} rows in {} ({} bytes), with {} keys in the safe; it was restored for a test and is whole",
        made.id, made.file, made.bytes, restored.keys
    ))?)
}
