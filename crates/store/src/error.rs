//! Why something could not be kept or found.

use domain::RecordId;

/// A failure of the store. Messages hold no values.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Somebody else holds the database; nothing was changed, and a later try can succeed.
    #[error("the database is busy")]
    Busy,
    /// The database refused or failed. A transaction in which this happened cannot be used further.
    #[error("the database failed")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A row is not what this program writes.
    #[error("{table}.{column} holds something unexpected")]
    Inconsistent {
        /// The table of the row.
        table: &'static str,
        /// The column that could not be read.
        column: &'static str,
    },
    /// The database was migrated by a newer program.
    #[error("the database has schema version {database}, this program knows {program}")]
    NewerSchema {
        /// The version in the database.
        database: u32,
        /// The newest version that this program knows.
        program: u32,
    },
    /// The database must be migrated before this program can use it.
    #[error("the database has schema version {database}, this program needs {program}")]
    OlderSchema {
        /// The version in the database.
        database: u32,
        /// The version that this program needs.
        program: u32,
    },
    /// A migration that was applied is not the one that this program holds.
    #[error("migration {version} was changed after it was applied")]
    AlteredMigration {
        /// The number of the migration.
        version: u32,
    },
    /// The cursor was not made by the list it was given to.
    #[error("the cursor is malformed")]
    MalformedCursor,
    /// A unique field of a record holds a value that another record has.
    #[error("{collection}.{field} already has this value in another record")]
    Conflict {
        /// The collection of both records.
        collection: String,
        /// The unique field.
        field: String,
        /// The record that could not be added.
        record_id: RecordId,
    },
    /// Something of the same name or id exists.
    #[error("this {what} exists already")]
    Exists {
        /// The kind of thing.
        what: &'static str,
    },
    /// What should be changed is not there.
    #[error("there is no such {what}")]
    Missing {
        /// The kind of thing.
        what: &'static str,
    },
    /// Somebody else changed it since it was read.
    #[error("this {what} was changed meanwhile")]
    Changed {
        /// The kind of thing.
        what: &'static str,
    },
    /// A subject cannot be deleted while records belong to it.
    #[error("records still belong to the subject")]
    StillOwned,
    /// A record is restricted: it can be stored and given to its subject, and nothing else.
    #[error(
        "this data is restricted: it can be stored and given to its subject, nothing else (Art. 18(2) GDPR)"
    )]
    Restricted,
    /// A restriction is lifted only after its subject was told (Art. 18(3) GDPR).
    #[error("the subject must be told before the restriction is lifted (Art. 18(3) GDPR)")]
    NotTold,
    /// Required steps of the request's template were not documented.
    #[error("required steps of the request are open")]
    StepsOpen {
        /// Their names.
        steps: Vec<String>,
    },
    /// The request is in a state in which this cannot happen.
    #[error(transparent)]
    Transition(#[from] domain::request::TransitionError),
    /// The consent is in a state in which this cannot happen.
    #[error(transparent)]
    ConsentTransition(#[from] domain::consent::ConsentTransitionError),
    /// The plugin is in a state in which this cannot happen.
    #[error(transparent)]
    PluginTransition(#[from] domain::plugin::PluginTransitionError),
    /// Only a plugin that somebody else approved may run.
    #[error("a plugin that is {} cannot be activated", .state.as_str())]
    NotApproved {
        /// Where the plugin stands.
        state: domain::plugin::PluginState,
    },
    /// The plugin is the one that runs under its name.
    #[error("the plugin is active: activate another one under its name first")]
    Active,
    /// Only a plugin that is suspended is let run again.
    #[error("the plugin is not suspended")]
    NotSuspended,
    /// No version of the plugin was active before this one, or none that may still run.
    #[error("there is no earlier version that may run")]
    NoEarlierVersion,
}

impl Error {
    /// Wraps what a driver reports.
    pub fn database(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Database(source.into())
    }
}
