//! Data subject requests: access and erasure
