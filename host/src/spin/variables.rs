//! `spin:variables@3.0.0` and `fermyon:spin/variables@2.0.0`, and where an application's variables get their values.

use std::{collections::BTreeMap, fmt};

use wasmtime::component::Accessor;

use super::{
    HasSpin, State,
    bindings::{fermyon::spin::variables as v2, spin::variables::variables as v3},
};

/// Prefix of the environment variables that set an application's variables, as Spin has it.
const ENVIRONMENT_PREFIX: &str = "SPIN_VARIABLE_";

/// Why the variables of a manifest have no values.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VariablesError {
    /// A required variable was given no value.
    #[error("variable {0:?} is required: set {ENVIRONMENT_PREFIX}{upper} or pass --variable {0}=VALUE", upper = .0.to_ascii_uppercase())]
    Missing(String),
    /// A value was given for a variable that the manifest does not declare.
    #[error("the manifest declares no variable {0:?}")]
    Undeclared(String),
}

/// The application's variables (`[variables]` of the manifest) and their values.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Variables(BTreeMap<String, String>);

/// Shows the names alone: values may be secret.
impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Variables {
    /// Gives each declared variable its value: from `given` (`--variable`), else from the environment
    /// (`SPIN_VARIABLE_<NAME>`), else its default. A variable declared with `None` is required.
    ///
    /// # Errors
    ///
    /// A required variable has no value, or a given one is not declared.
    pub fn resolve(
        declared: &BTreeMap<String, Option<String>>,
        given: &BTreeMap<String, String>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, VariablesError> {
        if let Some(undeclared) = given.keys().find(|name| !declared.contains_key(*name)) {
            return Err(VariablesError::Undeclared(undeclared.clone()));
        }
        let mut values = BTreeMap::new();
        for (name, default) in declared {
            let value = given
                .get(name)
                .cloned()
                .or_else(|| {
                    environment(&format!(
                        "{ENVIRONMENT_PREFIX}{}",
                        name.to_ascii_uppercase()
                    ))
                })
                .or_else(|| default.clone())
                .ok_or_else(|| VariablesError::Missing(name.clone()))?;
            values.insert(name.clone(), value);
        }
        Ok(Self(values))
    }

    /// Gives a variable a value, if the manifest declares it and nobody gave it one.
    pub fn fill(&mut self, name: &str, value: &str) {
        if let Some(empty) = self.0.get_mut(name).filter(|value| value.is_empty()) {
            value.clone_into(empty);
        }
    }

    /// The value of an application variable, for the templates of the components.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl State {
    fn variable(&self, name: &str) -> Result<String, v3::Error> {
        let legal = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.chars().all(|symbol| {
                symbol.is_ascii_lowercase() || symbol.is_ascii_digit() || symbol == '_'
            });
        if !legal {
            return Err(v3::Error::InvalidName(name.to_owned()));
        }
        self.grants
            .variables
            .get(name)
            .cloned()
            .ok_or_else(|| v3::Error::Undefined(name.to_owned()))
    }
}

impl v3::Host for &mut State {}

impl<T: Send + 'static> v3::HostWithStore<T> for HasSpin {
    async fn get(
        accessor: &Accessor<T, Self>,
        name: String,
    ) -> wasmtime::Result<Result<String, v3::Error>> {
        Ok(accessor.with(|mut access| access.get().variable(&name)))
    }
}

impl v2::Host for &mut State {
    async fn get(&mut self, name: String) -> wasmtime::Result<Result<String, v2::Error>> {
        Ok(self.variable(&name).map_err(|error| match error {
            v3::Error::InvalidName(reason) => v2::Error::InvalidName(reason),
            v3::Error::Undefined(reason) => v2::Error::Undefined(reason),
            v3::Error::Provider(reason) => v2::Error::Provider(reason),
            v3::Error::Other(reason) => v2::Error::Other(reason),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared() -> BTreeMap<String, Option<String>> {
        BTreeMap::from([
            ("region".to_owned(), Some("north".to_owned())),
            ("secret".to_owned(), None),
        ])
    }

    #[test]
    fn a_given_value_wins_over_the_environment_and_that_over_the_default() {
        let environment =
            |name: &str| (name == "SPIN_VARIABLE_SECRET").then(|| "from outside".to_owned());
        let variables = Variables::resolve(&declared(), &BTreeMap::new(), environment).unwrap();
        assert_eq!(variables.get("region"), Some("north"));
        assert_eq!(variables.get("secret"), Some("from outside"));
        let given = BTreeMap::from([("secret".to_owned(), "given".to_owned())]);
        let variables = Variables::resolve(&declared(), &given, environment).unwrap();
        assert_eq!(variables.get("secret"), Some("given"));
    }

    #[test]
    fn only_a_declared_and_empty_variable_is_filled() {
        let declared = BTreeMap::from([
            ("root_key".to_owned(), Some(String::new())),
            ("region".to_owned(), Some("north".to_owned())),
        ]);
        let mut variables = Variables::resolve(&declared, &BTreeMap::new(), |_| None).unwrap();
        for name in ["root_key", "region", "other"] {
            variables.fill(name, "filled");
        }
        assert_eq!(variables.get("root_key"), Some("filled"));
        assert_eq!(variables.get("region"), Some("north"));
        assert_eq!(variables.get("other"), None);
        assert!(!format!("{variables:?}").contains("filled"));
    }

    #[test]
    fn a_required_variable_without_a_value_is_named() {
        let error = Variables::resolve(&declared(), &BTreeMap::new(), |_| None).unwrap_err();
        assert!(
            error.to_string().contains("SPIN_VARIABLE_SECRET"),
            "{error}"
        );
    }

    #[test]
    fn a_value_for_a_variable_that_nobody_declared_is_refused() {
        let given = BTreeMap::from([("regoin".to_owned(), "south".to_owned())]);
        assert!(Variables::resolve(&BTreeMap::new(), &given, |_| None).is_err());
    }
}
