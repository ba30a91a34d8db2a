//! Collections, data subjects, records, import and look-up
