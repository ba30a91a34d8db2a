//! What the store's errors mean to a caller.
