-- Run once by the superuser, on an empty server: the database and its two roles.
-- lethe_owner owns every table: it migrates, and makes tenants and tokens. lethe_app serves: it owns nothing,
-- so row-level security binds it. Passwords come from files, so that they show in no process list and no log.
\set ON_ERROR_STOP on
\set owner_password `cat "${SECRETS:-/run/secrets}/owner_password"`
\set app_password `cat "${SECRETS:-/run/secrets}/app_password"`

SET log_statement = 'none';
SET log_min_error_statement = 'panic';
CREATE ROLE lethe_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE lethe_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
CREATE DATABASE lethe OWNER lethe_owner;
REVOKE ALL ON DATABASE lethe FROM PUBLIC;
GRANT CONNECT ON DATABASE lethe TO lethe_app;
