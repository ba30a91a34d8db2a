//! The audit log of a tenant: its events, and the tree over them that others can check.

mod checkpoint;
mod consistency;
mod inclusion;
mod leaves;
mod list;
mod tree;

kit::routes! {
    [list],
    [tree],
    [checkpoint],
    [inclusion],
    [consistency],
    [leaves],
}

kit::serve!(router);
