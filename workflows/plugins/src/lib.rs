//! Plugins of a tenant: upload, list, activate.

mod activate;
mod find;
mod list;
mod upload;
mod view;

kit::routes! {
    [list, upload],
    [find],
    [activate],
}

kit::serve!(router);
