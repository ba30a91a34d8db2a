//! A plugin to start from
