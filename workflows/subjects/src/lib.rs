//! Collections, data subjects, records, import and look-up.
//!
//! Handlers are in files named for the verb; what they share is in [`intake`] (new records), [`shown`]
//! and [`view`] (records as answers).

mod collections;
mod import;
mod intake;
mod records;
mod shown;
mod subjects;
mod view;
mod visibility;

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
    [visibility::find, visibility::replace, visibility::remove],
    [visibility::own],
}

kit::serve!(router);
