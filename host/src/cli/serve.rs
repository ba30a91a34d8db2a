//! `lethe serve`: opens the data folder, puts the host together and runs it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use store::{Dialect, Sql as _, migrations, residue, sqlx::SqliteSql};
use zeroize::Zeroizing;

use super::{
    arguments::{self, Data, Serve},
    backup::forget_again,
    database::{self, Db},
    error::Error,
    folder, print,
    scrub::Scrubber,
    supplier::Everything,
};
use crate::{
    Options,
    backup::{Backups, Burier, Forgotten, Plan},
    http::{Limits, TlsFiles},
    manifest::Manifest,
    platform::{Platform, root_key::Keys},
    runtime::{ArtifactCache, Settings},
    schedule::Schedule,
    serve::{Termination, serve},
    spin::{Databases, Variables, postgres::Servers},
    telemetry,
};

/// The folder of compiled components, in the data folder.
const CACHE: &str = "cache";

/// The variable with the token that opens the route of background jobs.
const JOBS_TOKEN: &str = "jobs_token";

/// What the key of the component cache is derived for.
const CACHE_KEY: &str = "lethe component cache";

/// The label of the database that the data folder holds, as manifests name it.
const DEFAULT_DATABASE: &str = "default";

pub(super) fn run(options: Serve) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(Error::Runtime)?;
    let ended = runtime.block_on(serve_until_told(options));
    // Whoever ends it while it still loads does not wait for what is being compiled.
    runtime.shutdown_background();
    ended
}

async fn serve_until_told(options: Serve) -> Result<(), Error> {
    // Listened for before anything is begun, so that it is never cut off halfway.
    let mut told = Termination::listen().map_err(Error::Runtime)?;
    let manifest = Manifest::load(&options.manifest)?;
    let mut variables = variables(&manifest, &options)?;
    let data = &options.data.data;
    let mut sql = folder::open(&options.data).await?;
    bound(&mut sql).await?;
    // Held until the end: nobody rotates the root key of the folder meanwhile.
    let keys = folder::keys(data, &mut sql).await?;
    let safe = options.safe.open(&options.data, keys.roots.clone())?;
    let plan = plan(&options)?;
    if let (Dialect::Sqlite, Some(safe)) = (sql.dialect(), &safe) {
        // Before anybody is served: the file may be an old copy.
        let back = forget_again(&mut sql, safe).await?;
        if back != Forgotten::default() {
            print::note(&format!(
                "{} subjects and {} tenants had come back with an old copy of the data, and were forgotten again",
                back.subjects, back.tenants
            ));
        }
    }
    drop(sql);
    let cache = cache(data, &keys.roots.current().derive(CACHE_KEY))?;
    // One database is served, and a file only if no other is named.
    let file = options
        .data
        .database
        .is_none()
        .then(|| data.join(database::FILE));
    let databases = file
        .iter()
        .map(|file| (DEFAULT_DATABASE.to_owned(), file.clone()));
    let databases = Databases::new(databases);
    let servers = Servers::default();
    let platform = match options.platform {
        arguments::Supplier::Native => Some(Platform::new(keys.clone(), program()?, Some(data))?),
        arguments::Supplier::Components => {
            give_keys(&mut variables, &keys);
            None
        }
    };
    let schedule = schedule(&mut variables, options.jobs_every)?;
    let _log = telemetry::start();
    let is_secure = options.tls_cert.is_some();
    let starting = serve(Options {
        manifest: options.manifest,
        listen: options.listen,
        tls: tls(options.tls_cert, options.tls_key),
        allow_plain_http: options.allow_plain_http,
        limits: Limits::default(),
        settings: Settings {
            reuse: options.reuse as usize,
            concurrency: options.concurrency as usize,
            compose: platform.is_none(),
            show_output: options.show_output,
            ..Settings::default()
        },
        cache: Some(cache),
        supplier: Arc::new(Everything {
            databases: databases.clone(),
            servers: servers.clone(),
            variables,
            platform,
        }),
        schedule,
    });
    let server = tokio::select! {
        server = starting => server?,
        () = told.wait() => return Ok(()),
    };
    let scrubber = file.clone().map(Scrubber::start);
    let connector = Arc::new(options.data);
    let working = connector.data.clone();
    let burier = safe
        .clone()
        .map(|safe| Burier::start(connect(&connector), safe, working));
    let backups = safe.zip(plan);
    let backups = backups.map(|(safe, plan)| Backups::start(connect(&connector), safe, plan));
    let scheme = if is_secure { "https" } else { "http" };
    print::line(&format!("listening on {scheme}://{}", server.address()))?;
    server.run(&mut told).await;
    databases.close().await;
    servers.close().await;
    if let Some(backups) = backups {
        backups.end().await;
    }
    if let Some(burier) = burier {
        burier.end().await;
    }
    if let Some(scrubber) = scrubber {
        scrubber.end().await;
    }
    if let Some(file) = file {
        make_whole(&file).await;
    }
    Ok(())
}

/// Brings everything into the database file, so that it can be copied or put back alone.
async fn make_whole(file: &Path) {
    let done = async {
        let mut sql = SqliteSql::open(file).await?;
        residue::checkpoint(&mut sql).await?;
        sql.close().await
    };
    if let Err(error) = done.await {
        tracing::warn!(%error, "the write-ahead log stays beside the database");
    }
}

/// How those who work beside the requests connect to the database, again after it was away.
fn connect(data: &Arc<Data>) -> impl AsyncFn() -> Result<Db, store::Error> + Send + 'static {
    let data = Arc::clone(data);
    async move || {
        let connected = database::connect(&data).await;
        connected.map_err(|error| match error {
            Error::Store(error) => error,
            other => store::Error::database(other.one_line()),
        })
    }
}

/// Where backups go and how often, if they are made here.
fn plan(options: &Serve) -> Result<Option<Plan>, Error> {
    let Some(folder) = &options.backup_to else {
        return Ok(None);
    };
    if options.data.database.is_some() {
        let why = "the role that serves PostgreSQL does not see all tenants: leave --backup-to out, and let a timer \
                   call lethe backup create as the role that owns the tables";
        return Err(Error::Refused(why.to_owned()));
    }
    Ok(Some(Plan {
        folder: folder.clone(),
        every: options.backup_every,
        keep: options.backup_keep,
        working: options.data.data.clone(),
    }))
}

/// This program's file. Linux knows it even after it was replaced by another version, which would
/// compile plugins for another engine.
fn program() -> Result<PathBuf, Error> {
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        return Ok(running.to_owned());
    }
    std::env::current_exe().map_err(|error| {
        Error::Refused(format!(
            "cannot find this program's file, which compiles plugins: {error}"
        ))
    })
}

/// Refuses a role that row-level security does not bind.
async fn bound(sql: &mut Db) -> Result<(), Error> {
    if sql.dialect() == Dialect::Sqlite || migrations::is_bound(sql).await? {
        return Ok(());
    }
    let why = "the role owns the tables or is exempt from row-level security: \
               serve as the role that lethe migrate --app-role let in";
    Err(Error::Refused(why.to_owned()))
}

/// The values of the manifest's variables. The workflows read in two of them which database is
/// served, and the manifest lets them connect there.
fn variables(manifest: &Manifest, options: &Serve) -> Result<Variables, Error> {
    let declared = manifest.variables.iter();
    let declared = declared.map(|(name, variable)| (name.clone(), variable.default.clone()));
    let mut given: BTreeMap<_, _> = options.variable.iter().cloned().collect();
    if let Some(url) = &options.data.database {
        given.insert("database_url".to_owned(), url.clone());
        given.insert("database_host".to_owned(), database::server(url)?);
    }
    let environment = |name: &str| std::env::var(name).ok();
    Ok(Variables::resolve(
        &declared.collect(),
        &given,
        environment,
    )?)
}

/// Gives the components that supply the platform the keys that this host would use itself, so that
/// each can read what the other wrote.
fn give_keys(variables: &mut Variables, keys: &Keys) {
    let artifact_key = Zeroizing::new(hex::encode(*keys.artifact));
    variables.fill("root_key", &keys.roots.current().to_hex());
    if let Some(former) = keys.roots.former() {
        variables.fill("root_key_former", &former.to_hex());
    }
    variables.fill("artifact_key", &artifact_key);
}

/// How background jobs are worked off, every so many seconds. The route for that is opened by a token
/// that nobody else knows, unless one was given.
fn schedule(variables: &mut Variables, every: u32) -> Result<Option<Schedule>, Error> {
    if every == 0 {
        return Ok(None);
    }
    let mut random = Zeroizing::new([0; 32]);
    getrandom::fill(random.as_mut()).map_err(|_| crate::Error::Entropy)?;
    variables.fill(JOBS_TOKEN, &hex::encode(*random));
    Ok(variables.get(JOBS_TOKEN).map(|token| Schedule {
        token: token.to_owned(),
        every: Duration::from_secs(every.into()),
    }))
}

fn cache(data: &Path, key: &[u8; 32]) -> Result<ArtifactCache, Error> {
    let path = data.join(CACHE);
    ArtifactCache::new(path.clone(), key).map_err(|source| Error::Cache { path, source })
}

fn tls(certificates: Option<PathBuf>, key: Option<PathBuf>) -> Option<TlsFiles> {
    Some(TlsFiles {
        certificates: certificates?,
        key: key?,
    })
}
