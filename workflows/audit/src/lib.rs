//! The audit log of a tenant.

mod list;

kit::routes! {
    [list],
}

kit::serve!(router);
