//! A plugin to start from: keeps the first letter of every name.

use lethe_plugin::{Context, DataClass, Field, Refusal, Selector, Value};

lethe_plugin::anonymizer! {
    name: "initials",
    summary: "Keeps the first letter of every name",
    fields: [Selector::class(DataClass::Identifier)],
    value: initial,
}

fn initial(_: &Context, field: &Field, value: Value) -> Result<Option<Value>, Refusal> {
    let Value::Text(name) = value else {
        return Err(field.refuse("only names have initials"));
    };
    Ok(name.chars().next().map(|first| format!("{first}.").into()))
}

#[cfg(test)]
mod tests {
    use lethe_plugin::{DataClass, Refusal, Table, testing};

    use super::Plugin;

    #[test]
    fn a_name_becomes_its_first_letter() {
        let answer = testing::run_on_text::<Plugin>("{}", DataClass::Identifier, "Ada Lovelace");
        assert_eq!(answer, Ok(Some("A.".to_owned())));
    }

    #[test]
    fn a_date_is_refused() {
        let table = Table::new().with_dates("born", DataClass::Identifier, [Some((1815, 12, 10))]);
        let refusal = testing::run::<Plugin>("{}", table).unwrap_err();
        assert!(matches!(refusal, Refusal::UnsupportedColumn(_)));
    }
}
