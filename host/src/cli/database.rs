//! The database that the command line names: a SQLite file in the data folder, or PostgreSQL.

use store::{
    Either,
    sqlx::{PostgresSql, SqliteSql, postgres_options},
};

use super::{arguments::Data, error::Error};
use crate::spin::postgres::has_password;

/// The SQLite database in the data folder.
pub(super) const FILE: &str = "lethe.db";

/// The variable that may hold the URL.
const VARIABLE: &str = "LETHE_DATABASE";

/// A connection to the database.
pub(super) type Db = Either<SqliteSql, PostgresSql>;

/// Connects; a SQLite file is made when it is missing.
pub(super) async fn connect(data: &Data) -> Result<Db, Error> {
    let Some(url) = &data.database else {
        return Ok(Db::Sqlite(SqliteSql::open(&data.data.join(FILE)).await?));
    };
    keep_secret(url, std::env::var(VARIABLE).ok().as_deref())?;
    Ok(Db::Postgres(
        PostgresSql::connect(&postgres_options(url)?).await?,
    ))
}

/// Host and port of the server, as `allowed_outbound_hosts` names them.
pub(super) fn server(url: &str) -> Result<String, Error> {
    let options = postgres_options(url)?;
    let (host, port) = (options.get_host(), options.get_port());
    Ok(format!("{host}:{port}"))
}

/// Everybody on this machine can read a command line.
fn keep_secret(url: &str, variable: Option<&str>) -> Result<(), Error> {
    if has_password(url) && variable != Some(url) {
        return Err(Error::Refused(format!(
            "a password on the command line can be read by others: put the URL into {VARIABLE}, \
             or the password into PGPASSWORD or the file that PGPASSFILE names"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_comes_by_a_variable() {
        let url = "postgres://me:secret@db/lethe";
        assert!(keep_secret(url, None).is_err());
        assert!(keep_secret(url, Some("postgres://db")).is_err());
        assert!(keep_secret(url, Some(url)).is_ok());
        assert!(keep_secret("postgres://me@db/lethe", None).is_ok());
    }

    #[test]
    fn the_server_is_named_with_its_port() {
        let server = |url| server(url).ok();
        assert_eq!(
            server("postgres://db.example.com/lethe").as_deref(),
            Some("db.example.com:5432")
        );
        assert_eq!(
            server("postgres://[::1]:6000/lethe").as_deref(),
            Some("[::1]:6000")
        );
    }
}
