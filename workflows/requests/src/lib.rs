//! Data subject requests: access and erasure.
//!
//! Handlers are in files named for the verb. What an erasure does is in [`erasure`].

mod answer;
mod create;
mod erasure;
mod execute;
mod find;
mod list;
mod plan;
mod refuse;
mod step;
mod verify;
mod view;
mod withdraw;

kit::routes! {
    [list, create],
    [find],
    [verify],
    [refuse],
    [withdraw],
    [plan],
    [execute],
    [answer],
}

kit::serve!(router);
