//! Paging by key: a page begins after the last key of the one before.
//!
//! Rows that are added meanwhile move nothing, so what was there when the first page was read
//! comes exactly once.

use crate::Error;

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    limit: u32,
    after: Option<String>,
}

impl Page {
    /// The most entries that a page can have: 1,000 records of 1 KiB are still a small answer.
    pub const MAX_LIMIT: u32 = 1_000;

    /// Asks for at most `limit` entries (from 1 to [`MAX_LIMIT`](Self::MAX_LIMIT), others are
    /// brought into that range) after the cursor that the last page gave.
    pub fn new(limit: u32, after: Option<String>) -> Self {
        Self {
            limit: limit.clamp(1, Self::MAX_LIMIT),
            after,
        }
    }

    /// Gives the number of rows to read: one more than wanted tells whether there is a next page.
    pub(crate) fn rows(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Gives the parts of the key to begin after, or `start`.
    pub(crate) fn key<const N: usize>(
        &self,
        list: &str,
        start: [&str; N],
    ) -> Result<[String; N], Error> {
        match &self.after {
            None => Ok(start.map(str::to_owned)),
            Some(cursor) => decode(list, cursor).ok_or(Error::MalformedCursor),
        }
    }

    /// Cuts the list to the page and makes the cursor of the next one.
    pub(crate) fn cut<T, const N: usize>(
        &self,
        list: &str,
        mut entries: Vec<T>,
        key: impl Fn(&T) -> [String; N],
    ) -> (Vec<T>, Option<String>) {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = entries.len() > limit;
        entries.truncate(limit);
        let cursor = entries
            .last()
            .filter(|_| more)
            .map(|last| encode(list, &key(last)));
        (entries, cursor)
    }
}

/// No name, id or number contains it (ASCII unit separator).
const SEPARATOR: char = '\u{1f}';

fn encode(list: &str, key: &[String]) -> String {
    let mut text = list.to_owned();
    for part in key {
        text.push(SEPARATOR);
        text.push_str(part);
    }
    hex::encode(text)
}

fn decode<const N: usize>(list: &str, cursor: &str) -> Option<[String; N]> {
    let text = String::from_utf8(hex::decode(cursor).ok()?).ok()?;
    let mut parts = text.split(SEPARATOR).map(str::to_owned);
    if parts.next()? != list {
        return None;
    }
    parts.collect::<Vec<_>>().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_key() {
        let page = Page::new(1, None);
        let (entries, cursor) = page.cut("record", vec![7, 8], |n| {
            ["people".to_owned(), n.to_string()]
        });
        assert_eq!(entries, [7]);
        let next = Page::new(1, cursor);
        assert_eq!(next.key("record", ["", ""]).unwrap(), ["people", "7"]);
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let (entries, cursor) = Page::new(2, None).cut("token", vec![1, 2], |n| [n.to_string()]);
        assert_eq!((entries, cursor), (vec![1, 2], None));
    }

    #[test]
    fn a_cursor_of_another_list_or_none_at_all_is_malformed() {
        let (_, cursor) = Page::new(1, None).cut("token", vec![1, 2], |n| [n.to_string()]);
        for bad in [
            cursor.unwrap(),
            String::new(),
            "zz".to_owned(),
            "ff".to_owned(),
        ] {
            let key = Page::new(1, Some(bad)).key("subject", [""]);
            assert!(matches!(key, Err(Error::MalformedCursor)));
        }
    }

    #[test]
    fn a_limit_is_brought_into_range() {
        assert_eq!(Page::new(0, None).rows(), 2);
        assert_eq!(Page::new(u32::MAX, None).rows(), 1_001);
    }
}
