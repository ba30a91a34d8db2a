//! The front page and the OpenAPI description, and the answer to every path that nothing else has.

mod description;
mod front_page;

kit::routes! {
    [front_page],
    [description],
}

kit::serve!(router);
