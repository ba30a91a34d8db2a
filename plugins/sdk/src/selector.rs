//! How a plugin says which columns it wants.

use crate::{DataClass, Selector};

impl Selector {
    /// Every column. Ask for less where less will do: a person approves this list.
    pub fn any() -> Self {
        Self {
            name: None,
            classes: Vec::new(),
        }
    }

    /// The column of this name, whatever its class.
    pub fn named(name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            classes: Vec::new(),
        }
    }

    /// The columns of this class, whatever their names.
    pub fn class(class: DataClass) -> Self {
        Self {
            name: None,
            classes: vec![class],
        }
    }

    /// Narrows the selector to one more class; without any, it fits all classes.
    ///
    /// ```
    /// # use lethe_plugin::{DataClass, Selector};
    /// let notes = Selector::named("note").of(DataClass::FreeText).of(DataClass::Sensitive);
    /// assert_eq!(notes.classes, [DataClass::FreeText, DataClass::Sensitive]);
    /// ```
    #[must_use]
    pub fn of(mut self, class: DataClass) -> Self {
        self.classes.push(class);
        self
    }
}
