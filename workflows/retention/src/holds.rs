//! Legal holds: what must not go until they are released (Art. 17(3)).

pub(crate) mod find;
pub(crate) mod list;
pub(crate) mod place;
pub(crate) mod release;

use domain::{DataClass, HoldId, KeepGround, SubjectId};
use jiff::Timestamp;
use kit::notes;
use serde::Serialize;
use store::holds::Placed;

/// A hold.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct HoldView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    hold_id: HoldId,
    /// Only records of this subject.
    #[schema(value_type = Option<String>, format = Uuid)]
    subject_id: Option<SubjectId>,
    /// Only records of this collection.
    collection: Option<String>,
    /// Only records of collections with a field of this class.
    #[schema(value_type = Option<String>)]
    data_class: Option<DataClass>,
    /// The ground.
    #[schema(value_type = String, example = "legal-claims")]
    ground: KeepGround,
    /// The file that it belongs to.
    reference: String,
    /// When it was placed.
    #[schema(value_type = String, format = DateTime)]
    placed_at: Timestamp,
    /// When it was released; null while it holds.
    #[schema(value_type = Option<String>, format = DateTime)]
    released_at: Option<Timestamp>,
}

impl From<Placed> for HoldView {
    fn from(placed: Placed) -> Self {
        let hold = placed.hold;
        Self {
            hold_id: hold.hold_id,
            subject_id: hold.subject_id,
            collection: hold.collection.map(String::from),
            data_class: hold.data_class,
            ground: hold.ground,
            reference: hold.reference,
            placed_at: placed.placed_at,
            released_at: placed.released_at,
        }
    }
}

/// Where the reason of a hold is sealed.
fn reason_of(hold_id: HoldId, subject_id: SubjectId) -> notes::Place<'static> {
    notes::Place {
        subject_id,
        kind: "legal-hold",
        id: hold_id.to_string(),
        name: "reason",
    }
}
