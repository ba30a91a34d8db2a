//! Whether a declaration may replace another, and whether a reference leads to an owner.

use super::{Collection, Field, Owner, Shortcoming};

impl Collection {
    /// Checks that records made under `old` are still whole under this declaration.
    ///
    /// Fields may be added and rules may change. What decides how values are kept may not: they
    /// would have to be sealed, opened or indexed anew.
    ///
    /// # Errors
    /// With everything that existing records forbid.
    pub fn compatible_with(&self, old: &Self) -> Result<(), Vec<Shortcoming>> {
        let mut found = Vec::new();
        if self.name != old.name {
            found.push(Shortcoming::at(&["name"], "a collection keeps its name"));
        }
        if self.owner != old.owner {
            found.push(Shortcoming::at(
                &["owner"],
                "the owner cannot change while there are records",
            ));
        }
        for gone in old
            .fields
            .iter()
            .filter(|field| self.field(&field.name).is_none())
        {
            found.push(Shortcoming::at(
                &["fields"],
                format!("the field {} cannot go while there are records", gone.name),
            ));
        }
        for (index, field) in self.fields.iter().enumerate() {
            compare(
                &mut found,
                &index.to_string(),
                old.field(&field.name),
                field,
            );
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    /// Checks that the owner's key leads to a subject in `owners`, the collection it names.
    ///
    /// # Errors
    /// When `owners` is not the collection, its records are not subjects, or the key cannot be
    /// looked up or has another type.
    pub fn check_reference(&self, owners: &Self) -> Result<(), Vec<Shortcoming>> {
        let Owner::Reference {
            field,
            collection,
            key,
        } = &self.owner
        else {
            return Ok(());
        };
        let mut found = Vec::new();
        if *collection != owners.name || owners.owner != Owner::Subject {
            found.push(Shortcoming::at(
                &["owner", "collection"],
                "expected a collection whose owner is of kind \"subject\"",
            ));
        }
        match owners.field(key) {
            Some(key) if key.unique && key.lookup => {
                let own_type = self.field(field).map(|field| field.value_type);
                if own_type != Some(key.value_type) {
                    found.push(Shortcoming::at(
                        &["owner", "key"],
                        "the two fields have different types",
                    ));
                }
            }
            _ => found.push(Shortcoming::at(
                &["owner", "key"],
                "expected a field that is unique and can be looked up",
            )),
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }
}

fn compare(found: &mut Vec<Shortcoming>, index: &str, old: Option<&Field>, new: &Field) {
    let Some(old) = old else {
        if new.required {
            found.push(Shortcoming::at(
                &["fields", index, "required"],
                "records that exist would lack a new required field",
            ));
        }
        return;
    };
    if new.required && !old.required {
        found.push(Shortcoming::at(
            &["fields", index, "required"],
            "records that exist may lack this field",
        ));
    }
    let fixed = [
        ("type", old.value_type == new.value_type),
        ("class", old.class == new.class),
        ("unique", old.unique == new.unique),
        ("lookup", old.lookup == new.lookup),
    ];
    for (member, is_same) in fixed {
        if !is_same {
            found.push(Shortcoming::at(
                &["fields", index, member],
                "this cannot change while there are records",
            ));
        }
    }
}
