//! Receipts of consent, in two forms from the same facts.

pub(crate) mod dpv;
pub(crate) mod kantara;

use domain::organization::Organization;
use domain::{Collection, DataClass, Field, SubjectId};
use jiff::Timestamp;
use kit::problem::{Place, Problem};
use store::consents::Logged;
use store::policies::Policy;
use store::purposes::Purpose;

use crate::policies::particulars::Particulars;

/// What receipts say.
pub(crate) struct Facts {
    /// Who agreed.
    pub(crate) subject_id: SubjectId,
    /// To what.
    pub(crate) purpose: Purpose,
    /// What was shown.
    pub(crate) policy: Policy,
    /// What the policy says besides.
    pub(crate) particulars: Particulars,
    /// To whom.
    pub(crate) organization: Organization,
    /// What is declared.
    pub(crate) collections: Vec<Collection>,
    /// What was said, in order; never empty.
    pub(crate) history: Vec<Logged>,
    /// When the receipt is made.
    pub(crate) made_at: Timestamp,
}

impl Facts {
    /// The fields that are processed for the purpose, with their collections.
    fn fields(&self) -> impl Iterator<Item = (&Collection, &Field)> {
        let fields = self.collections.iter().flat_map(|collection| {
            let fields = collection.fields.iter();
            fields.map(move |field| (collection, field))
        });
        fields.filter(|(_, field)| {
            field.class.is_personal() && field.purpose == self.purpose.name.as_str()
        })
    }

    /// Whether special categories are among them (Art. 9).
    fn is_special(&self) -> bool {
        self.fields()
            .any(|(_, field)| field.class == DataClass::Special)
    }

    /// The last event.
    fn last(&self) -> Result<&Logged, Problem> {
        let last = self.history.last();
        last.ok_or_else(|| Problem::internal("a receipt of nothing"))
    }

    /// Refuses to make a receipt that would lack what it must say.
    fn demand(members: &[(&str, bool)]) -> Result<(), Problem> {
        let missing = members.iter().filter(|(_, is_there)| !is_there);
        let places: Vec<Place> = missing
            .map(|(member, _)| Place::parameter(*member, "a receipt must say this"))
            .collect();
        if places.is_empty() {
            return Ok(());
        }
        let detail =
            "the organization, the policy or the collections do not say all that a receipt must";
        Err(Problem::conflict("incomplete", detail).at_all(places))
    }
}
