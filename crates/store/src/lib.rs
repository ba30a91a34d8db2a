//! What is kept: one file an aggregate, over the port Sql
