//! Plugins of a tenant: upload, decide, activate, roll back, retire.

mod activate;
mod approve;
mod decide;
mod find;
mod list;
mod reject;
mod retire;
mod revoke;
mod roll_back;
mod runs;
mod upload;
mod view;

kit::routes! {
    [list, upload],
    [find, retire],
    [approve],
    [reject],
    [activate],
    [roll_back],
    [revoke],
    [runs],
}

kit::serve!(router);
