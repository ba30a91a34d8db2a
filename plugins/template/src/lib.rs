//! A plugin to start from: keeps the initials of names.

use lethe_plugin::{Context, DataClass, Field, Refusal, Selector, Value};

lethe_plugin::anonymizer! {
    name: "initials",
    summary: "Keeps the initials of a name",
    fields: [Selector::class(DataClass::Identifier)],
    value: initials,
}

fn initials(_: &Context, field: &Field, value: Value) -> Result<Option<Value>, Refusal> {
    let Value::Text(name) = value else {
        return Err(field.refuse("only names have initials"));
    };
    let initials: String = name
        .split_whitespace()
        .filter_map(|part| part.chars().next())
        .collect();
    Ok(Some(initials.into()))
}

#[cfg(test)]
mod tests {
    use lethe_plugin::{DataClass, Refusal, Table, testing};

    use super::Plugin;

    #[test]
    fn a_name_becomes_its_initials() {
        let answer = testing::run_on_text::<Plugin>("{}", DataClass::Identifier, "Ada  Lovelace");
        assert_eq!(answer, Ok(Some("AL".to_owned())));
    }

    #[test]
    fn a_date_is_refused() {
        let table = Table::new().with_dates("born", DataClass::Identifier, [Some((1815, 12, 10))]);
        let refusal = testing::run::<Plugin>("{}", table).unwrap_err();
        assert!(matches!(refusal, Refusal::UnsupportedColumn(_)));
    }
}
