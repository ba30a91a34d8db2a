//! What a workflow may not do to the database file: SQLite's authorizer, asked while a statement is prepared.
//!
//! SQLite itself decides what a statement is, so no spelling of it slips past. Denied are other files (`ATTACH`, and
//! with it `VACUUM`), virtual tables, extension loading, temporary objects (they would outlive the request on a pooled
//! connection) and every `PRAGMA` but those that read or that make the database stricter.

use std::{
    ffi::{CStr, c_char, c_int, c_void},
    ptr,
};

use libsqlite3_sys as ffi;
use sqlx::SqliteConnection;

/// Pragmas that only read, or only tidy up, whatever their argument.
const HARMLESS: [&str; 12] = [
    "data_version",
    "foreign_key_check",
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
    "wal_checkpoint",
];

/// Pragmas that may be read, and set to one of these values.
const STRICTER: [(&str, &[&str]); 8] = [
    ("application_id", &[]),
    ("foreign_keys", &["1", "on", "true", "yes"]),
    ("freelist_count", &[]),
    ("journal_mode", &["wal"]),
    ("page_count", &[]),
    ("secure_delete", &["1", "on", "true", "yes"]),
    ("synchronous", &["2", "full", "3", "extra"]),
    ("user_version", &[]),
];

/// The database of temporary objects, as SQLite calls it.
const TEMPORARY: &str = "temp";

/// Functions that reach beyond the database.
const FORBIDDEN_FUNCTIONS: [&str; 3] =
    ["fts3_tokenizer", "load_extension", "sqlite_load_extension"];

/// Makes SQLite ask this module about every statement that is prepared on a connection from now on.
///
/// # Errors
///
/// The connection is broken.
#[expect(unsafe_code, reason = "sqlx has no safe call for the authorizer")]
pub(super) async fn install(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut handle = connection.lock_handle().await?;
    // SAFETY: the handle is locked, hence open and used by nobody else; the callback is a plain function that needs no
    // state, so nothing has to outlive the connection.
    let status = unsafe {
        ffi::sqlite3_set_authorizer(
            handle.as_raw_handle().as_ptr(),
            Some(authorize),
            ptr::null_mut(),
        )
    };
    if status == ffi::SQLITE_OK {
        Ok(())
    } else {
        Err(sqlx::Error::Protocol(
            "the authorizer was refused".to_owned(),
        ))
    }
}

/// Forgets the row id of whoever used the connection before.
///
/// # Errors
///
/// The connection is broken.
#[expect(unsafe_code, reason = "sqlx has no safe call for this")]
pub(super) fn forget_row_id(handle: &mut sqlx::sqlite::LockedSqliteHandle<'_>) {
    // SAFETY: the handle is locked, hence open and used by nobody else.
    unsafe { ffi::sqlite3_set_last_insert_rowid(handle.as_raw_handle().as_ptr(), 0) }
}

#[expect(unsafe_code, reason = "a callback from C")]
unsafe extern "C" fn authorize(
    _state: *mut c_void,
    action: c_int,
    first: *const c_char,
    second: *const c_char,
    database: *const c_char,
    _trigger: *const c_char,
) -> c_int {
    // SAFETY: SQLite hands over null or a NUL-terminated string that lives until the callback returns.
    let (first, second, database) = unsafe { (text(first), text(second), text(database)) };
    if database != Some(TEMPORARY) && may(action, first, second) {
        ffi::SQLITE_OK
    } else {
        ffi::SQLITE_DENY
    }
}

/// What a C string says; `None` where there is none, and text that nothing equals where it is not UTF-8.
///
/// # Safety
///
/// `pointer` is null or a NUL-terminated string that lives as long as the answer is used.
#[expect(unsafe_code, reason = "reads a C string")]
unsafe fn text<'a>(pointer: *const c_char) -> Option<&'a str> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    Some(
        unsafe { CStr::from_ptr(pointer) }
            .to_str()
            .unwrap_or("\u{fffd}"),
    )
}

fn may(action: c_int, first: Option<&str>, second: Option<&str>) -> bool {
    match action {
        ffi::SQLITE_ATTACH
        | ffi::SQLITE_DETACH
        | ffi::SQLITE_CREATE_VTABLE
        | ffi::SQLITE_DROP_VTABLE
        | ffi::SQLITE_CREATE_TEMP_INDEX
        | ffi::SQLITE_CREATE_TEMP_TABLE
        | ffi::SQLITE_CREATE_TEMP_TRIGGER
        | ffi::SQLITE_CREATE_TEMP_VIEW => false,
        ffi::SQLITE_PRAGMA => may_pragma(first.unwrap_or_default(), second),
        ffi::SQLITE_FUNCTION => !FORBIDDEN_FUNCTIONS
            .iter()
            .any(|name| second.unwrap_or_default().eq_ignore_ascii_case(name)),
        _ => true,
    }
}

fn may_pragma(name: &str, argument: Option<&str>) -> bool {
    HARMLESS
        .iter()
        .any(|harmless| name.eq_ignore_ascii_case(harmless))
        || STRICTER.iter().any(|(stricter, allowed)| {
            name.eq_ignore_ascii_case(stricter)
                && argument.is_none_or(|value| {
                    allowed
                        .iter()
                        .any(|allowed| value.eq_ignore_ascii_case(allowed))
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pragma_may_be_read_or_made_stricter_but_not_laxer() {
        assert!(may_pragma("user_version", None));
        assert!(may_pragma("foreign_keys", Some("ON")));
        assert!(may_pragma("table_info", Some("people")));
        assert!(!may_pragma("foreign_keys", Some("OFF")));
        assert!(!may_pragma("synchronous", Some("0")));
        assert!(!may_pragma("writable_schema", Some("1")));
        assert!(!may_pragma("temp_store_directory", Some("'/tmp'")));
    }

    #[test]
    fn another_file_and_an_extension_are_out_of_reach() {
        assert!(!may(ffi::SQLITE_ATTACH, Some("/etc/passwd"), None));
        assert!(!may(ffi::SQLITE_FUNCTION, None, Some("LOAD_EXTENSION")));
        assert!(may(ffi::SQLITE_FUNCTION, None, Some("json_extract")));
        assert!(may(ffi::SQLITE_SELECT, None, None));
    }
}
