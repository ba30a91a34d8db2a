//! Plugins of a tenant: upload, decide, activate, roll back, retire; and the keys they are signed with.

mod activate;
mod approve;
mod decide;
mod examples;
mod find;
mod keys;
mod list;
mod logs;
mod quota;
mod reinstate;
mod reject;
mod retire;
mod revoke;
mod roll_back;
mod runs;
mod shadow;
mod signed;
mod submission;
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
    [logs],
    [reinstate],
    [shadow],
    [quota],
    [keys::list, keys::register],
    [keys::find],
    [keys::revoke],
}

kit::serve!(router);
