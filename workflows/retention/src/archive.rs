//! Everything of a tenant as one archive (Art. 28(3)(g) GDPR, Art. 25(2)(e) of Regulation (EU) 2023/2854).
//!
//! The archive is a tar file (POSIX.1-1988 `ustar`) that is fetched in parts, one call each, so that no call is
//! long and none holds more than a part in memory, however much there is. The parts, one after the other, are the file.

mod contents;
mod cursor;
pub(crate) mod fetch;
mod line;
mod part;
mod readme;
