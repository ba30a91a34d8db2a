//! Records of processing as XML.

use domain::organization::Organization;
use domain::processing::ProcessingRecord;
use kit::documents::Opened;
use kit::problem::Problem;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::lines::lines;

/// Writes an element a record, in it one a line, in it one a value.
pub(super) fn write(
    records: &[Opened<ProcessingRecord>],
    organization: Option<&Organization>,
) -> Result<String, Problem> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let mut put = |event: Event<'_>| {
        let written = writer.write_event(event);
        written.map_err(|_| Problem::internal("an XML file cannot be written"))
    };
    put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    put(Event::Start(BytesStart::new("processing-records")))?;
    for record in records {
        put(Event::Start(BytesStart::new("processing-record")))?;
        for (name, values) in lines(record, organization) {
            put(Event::Start(BytesStart::new(name)))?;
            for value in values {
                put(Event::Start(BytesStart::new("value")))?;
                put(Event::Text(BytesText::new(&permitted(&value))))?;
                put(Event::End(BytesEnd::new("value")))?;
            }
            put(Event::End(BytesEnd::new(name)))?;
        }
        put(Event::End(BytesEnd::new("processing-record")))?;
    }
    put(Event::End(BytesEnd::new("processing-records")))?;
    String::from_utf8(writer.into_inner()).map_err(|_| Problem::internal("an XML file is not text"))
}

/// The text without characters that XML 1.0 (2.2) has no way to write.
fn permitted(text: &str) -> String {
    let is_char = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars()
        .map(|c| if is_char(c) { c } else { '\u{fffd}' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_write_is_replaced() {
        assert_eq!(permitted("a\u{1}b\u{ffff}c\n"), "a\u{fffd}b\u{fffd}c\n");
    }
}
