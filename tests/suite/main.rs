//! The stories, in one binary. `api` needs a base URL, `process` a host of its own.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, with what it saw"
)]

mod api {
    mod access;
    mod accounts {
        mod authenticators;
        mod guessing;
        mod passwords;
        mod roles;
        mod sessions;
    }
    mod audit_tree;
    mod authorization;
    mod bad_input;
    mod breaches;
    mod consents;
    mod do_not_contact;
    mod drp;
    mod erasure;
    mod export;
    mod foreign_data;
    mod governance;
    mod idempotency;
    mod import;
    mod look_up;
    mod misbehaving_plugins;
    mod offboarding;
    mod opendsr;
    mod paging;
    mod plugin_examples;
    mod plugin_parameters;
    mod plugin_quotas;
    mod plugin_registry;
    mod plugin_runs;
    mod plugin_shadow_run;
    mod plugin_signatures;
    mod plugin_watch;
    mod presidio;
    mod purpose_limitation;
    mod receipts;
    mod retention;
    mod retention_plugin;
    mod rights {
        mod access;
        mod deadlines;
        mod objection;
        mod rectification;
        mod requests;
        mod restriction;
        mod undo;
    }
    mod visibility;
}
mod deployment {
    mod commands;
    mod compose;
    mod container;
    mod features;
    mod files;
    mod kubernetes;
    mod monitoring;
    mod references;
    mod secrets;
    mod unit;
    mod variables;
}
mod manifest;
mod process {
    mod audit_log;
    mod backups;
    mod backups_on_postgres;
    mod command_line;
    mod crash;
    mod first_start;
    mod http;
    mod key_rotation;
    mod large_copies;
    mod lost_connection;
    mod offboarding;
    mod operator;
    mod playground;
    mod playground_page;
    mod plugin_author;
    mod plugin_deaths;
    mod plugin_in_javascript;
    mod plugin_sender;
    mod risk;
    mod security_text;
    mod sessions;
    mod sqlite;
    mod suppliers;
    mod sweeps;
    mod tls;
    mod traces;
    mod two_hosts;
    mod undo_window;
}
