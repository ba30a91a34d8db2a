//! What the platform's errors mean to a caller.
