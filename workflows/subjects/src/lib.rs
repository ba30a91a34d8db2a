//! Collections, data subjects, records, import and look-up.
//!
//! Handlers are in files named for the verb; what they share is in [`intake`] (new records) and
//! [`view`] (records as answers).

mod collections;
mod import;
mod intake;
mod records;
mod subjects;
mod view;

kit::routes! {
    [collections::list, collections::declare],
    [collections::find, collections::replace],
    [records::list, records::create],
    [records::find],
    [import],
    [subjects::list],
    [subjects::lookup],
    [subjects::find],
    [subjects::records],
}

kit::serve!(router);
