//! The organization, records of processing, notices, breaches and security reports.
//!
//! Handlers are in files named for the verb. All that is written here is kept as documents in versions; what
//! they have in common is in [`written`].

mod breaches;
mod form;
mod notices;
mod organization;
mod page;
mod processing_records;
mod security;
mod written;

kit::routes! {
    [organization::find, organization::replace],
    [processing_records::list, processing_records::create],
    [processing_records::export],
    [processing_records::find, processing_records::replace],
    [processing_records::versions],
    [notices::list, notices::create],
    [notices::find, notices::replace],
    [notices::versions],
    [breaches::list, breaches::create],
    [breaches::find, breaches::replace],
    [breaches::versions],
    [breaches::report],
    [breaches::scope],
    [security::list, security::report],
    [security::find],
    [security::text],
}

kit::serve!(router);
