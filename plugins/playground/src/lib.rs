//! Tries a plugin before anybody uploads it: the same compiler, engine and limits as in production, no
//! database and no tenant.

mod component;
mod page;
mod rows;
mod run;

kit::routes! {
    [page],
    [run],
}

kit::serve!(router);
