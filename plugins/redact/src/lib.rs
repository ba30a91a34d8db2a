//! Built-in plugin: redacts, masks and generalizes
