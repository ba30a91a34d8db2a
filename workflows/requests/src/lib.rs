//! Data subject requests of every kind, their deadlines, and restrictions of processing.
//!
//! Handlers are in files named for the verb. What an execution does is in [`erasure`],
//! [`rectification`], [`restriction`] and [`consent`].

mod answer;
mod certificate;
mod clock;
mod consent;
mod content;
mod create;
mod deadlines;
mod decide;
mod document;
mod erasure;
mod execute;
mod extend;
mod fee;
mod find;
mod list;
mod pause;
mod plan;
mod rectification;
mod refuse;
mod restriction;
mod restrictions;
mod settings;
mod step;
mod templates;
mod undo;
mod verify;
mod view;
mod withdraw;

kit::routes! {
    [list, create],
    [find],
    [verify],
    [pause],
    [extend],
    [document],
    [fee],
    [refuse],
    [withdraw],
    [plan],
    [execute],
    [undo],
    [decide],
    [answer],
    [certificate],
    [restrictions::list],
    [restrictions::find],
    [restrictions::tell],
    [restrictions::lift],
    [deadlines::list],
    [deadlines::calendar],
    [settings::find, settings::replace],
    [templates::find, templates::replace],
}

kit::serve!(router);
