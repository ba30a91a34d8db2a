//! Which columns could tell people apart, and which nobody should learn.

use crate::{Column, Error, Table};

/// The columns of a table that count, by what they are to whoever wants to find somebody in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles {
    pub(crate) quasi: Vec<usize>,
    pub(crate) sensitive: Vec<usize>,
}

impl Roles {
    /// Finds columns by name: quasi-identifiers, which others may know of a person (postcode, year of birth), and
    /// sensitive attributes, which others should not learn (diagnosis, salary).
    ///
    /// # Errors
    /// A name is unknown or given twice, or no quasi-identifier is named.
    pub fn of<Q: AsRef<str>, S: AsRef<str>>(
        table: &Table,
        quasi: &[Q],
        sensitive: &[S],
    ) -> Result<Self, Error> {
        if quasi.is_empty() {
            return Err(Error::NoQuasiIdentifier);
        }
        let mut roles = Self {
            quasi: Vec::new(),
            sensitive: Vec::new(),
        };
        for name in quasi {
            let place = roles.free(table, name.as_ref())?;
            roles.quasi.push(place);
        }
        for name in sensitive {
            let place = roles.free(table, name.as_ref())?;
            roles.sensitive.push(place);
        }
        Ok(roles)
    }

    fn free(&self, table: &Table, name: &str) -> Result<usize, Error> {
        let mut columns = table.columns.iter();
        let Some(place) = columns.position(|column| column.name == name) else {
            let known = table.columns.iter().map(|column| column.name.clone());
            return Err(Error::UnknownColumn {
                name: name.to_owned(),
                known: known.collect(),
            });
        };
        if self.quasi.contains(&place) || self.sensitive.contains(&place) {
            let name = name.to_owned();
            return Err(Error::NamedTwice { name });
        }
        Ok(place)
    }

    /// The quasi-identifiers of the table that these roles were made for.
    pub(crate) fn quasi<'a>(&'a self, table: &'a Table) -> impl Iterator<Item = &'a Column> {
        self.quasi
            .iter()
            .filter_map(|place| table.columns.get(*place))
    }

    /// The sensitive attributes of the table that these roles were made for.
    pub(crate) fn sensitive<'a>(&'a self, table: &'a Table) -> impl Iterator<Item = &'a Column> {
        self.sensitive
            .iter()
            .filter_map(|place| table.columns.get(*place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Builder, Kind};

    #[test]
    fn a_column_has_one_role_and_an_unknown_one_is_told_the_known_ones() {
        let names = ["age", "zip", "disease"].map(|name| (name, Kind::Text));
        let table = Builder::new(names).unwrap().finish();
        let refused = |quasi: &[&str], sensitive: &[&str]| {
            Roles::of(&table, quasi, sensitive).unwrap_err().to_string()
        };
        assert_eq!(
            refused(&["age", "postcode"], &[]),
            "no column is called postcode; there are age, zip, disease"
        );
        assert_eq!(
            refused(&["age", "age"], &[]),
            "the column age is named twice"
        );
        assert_eq!(refused(&["age"], &["age"]), "the column age is named twice");
        assert_eq!(refused(&[], &["age"]), "no quasi-identifier is named");
        let roles = Roles::of(&table, &["zip", "age"], &["disease"]).unwrap();
        assert_eq!(roles.quasi, [1, 0]);
        assert_eq!(roles.sensitive, [2]);
    }
}
