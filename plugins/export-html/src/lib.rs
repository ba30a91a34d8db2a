//! Built-in exporter: a page that a person can read, without scripts and without anything from elsewhere.

use lethe_plugin::{Exporter, FileContext, NoParameters, Refusal, Selector, Table, Value};
use quick_xml::escape::escape;

lethe_plugin::exporter! {
    name: "html",
    summary: "Writes records as a page to read or print",
    media_type: "text/html; charset=utf-8",
    extension: "html",
    fields: [Selector::any()],
    writer: Html,
}

/// What the page looks like. A file that is opened has no server to say what it may load; the page says it.
const HEAD: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
<meta name=\"viewport\" content=\"width=device-width\">\
<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3rem .6rem;text-align:left;\
vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere}thead{background:#eee}</style>";

/// A file in the making.
#[derive(Debug, Default)]
pub struct Html {
    /// The collection that is being written.
    collection: Option<String>,
}

impl Exporter for Html {
    type Parameters = NoParameters;

    fn begin(context: FileContext<NoParameters>, out: &mut Vec<u8>) -> Result<Self, Refusal> {
        let (title, made_at) = (escape(&context.title), Value::Timestamp(context.now_ms));
        let start = format!(
            "{HEAD}<title>{title}</title></head>\n<body><h1>{title}</h1><p>Made at {made_at}.</p>\n"
        );
        out.extend_from_slice(start.as_bytes());
        Ok(Self::default())
    }

    fn push(&mut self, collection: &str, rows: &Table, out: &mut Vec<u8>) -> Result<(), Refusal> {
        if self.collection.as_deref() != Some(collection) {
            self.end_table(out);
            out.extend_from_slice(
                format!("<h2>{}</h2>\n<table><thead><tr>", escape(collection)).as_bytes(),
            );
            for column in &rows.columns {
                out.extend_from_slice(
                    format!("<th scope=\"col\">{}</th>", escape(&column.name)).as_bytes(),
                );
            }
            out.extend_from_slice(b"</tr></thead><tbody>\n");
            self.collection = Some(collection.to_owned());
        }
        for row in 0..rows.rows() {
            out.extend_from_slice(b"<tr>");
            for column in &rows.columns {
                let text = column.values.get(row).map(|value| value.to_string());
                let text = text.unwrap_or_default();
                out.extend_from_slice(format!("<td>{}</td>", escape(&text)).as_bytes());
            }
            out.extend_from_slice(b"</tr>\n");
        }
        Ok(())
    }

    fn finish(mut self, out: &mut Vec<u8>) -> Result<(), Refusal> {
        self.end_table(out);
        out.extend_from_slice(b"</body></html>\n");
        Ok(())
    }
}

impl Html {
    fn end_table(&mut self, out: &mut Vec<u8>) {
        if self.collection.take().is_some() {
            out.extend_from_slice(b"</tbody></table>\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use lethe_plugin::{DataClass, NoParameters, Table, testing};

    use super::Html;

    #[test]
    fn what_stands_in_a_record_is_text_and_nothing_else() {
        let notes = Table::new().with_text(
            "<b>",
            DataClass::FreeText,
            [Some("<script>alert('1')</script>"), None],
        );
        let file = testing::export::<Html>(NoParameters {}, &[("a&b", notes)]).unwrap();
        let page = String::from_utf8(file).unwrap();
        assert!(
            !page.contains("<script>") && !page.contains("<b>"),
            "{page}"
        );
        assert!(
            page.contains("&lt;script&gt;alert(") && page.contains("<h2>a&amp;b</h2>"),
            "{page}"
        );
        assert!(page.contains("<td></td>"), "{page}");
    }
}
