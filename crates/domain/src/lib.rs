//! Pure types and rules of the privacy platform
