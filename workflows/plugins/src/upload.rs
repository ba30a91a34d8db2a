//! Takes in a plugin: it is compiled and describes itself before it is kept.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use domain::Permission;
use domain::collection::CollectionName;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::platform::{compiler, engine};
use kit::plugin::{self, Plugin};
use kit::problem::Problem;
use store::plugins::{NewPlugin, insert, put_artifact};

use crate::view::{Label, PluginView, get};

/// The largest component: the compiler's limit.
const COMPONENT_LIMIT: usize = 2 << 20;

/// Upload a plugin: a WebAssembly component that exports an interface of `lethe:plugin`.
///
/// It does not run before somebody else has approved it and it was activated.
#[utoipa::path(
    post,
    path = "/v1/plugins",
    operation_id = "upload_plugin",
    tag = "plugins",
    request_body(content = Vec<u8>, content_type = "application/wasm"),
    responses((status = 201, description = "Kept", body = PluginView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ManagePlugins)?;
    let sent = incoming
        .read(&["application/wasm"], COMPONENT_LIMIT)
        .await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let tenant = caller.scope.tenant_id().to_string();
    let compiled = compiler::compile(&tenant, &sent.bytes).map_err(plugin::uncompiled)?;
    let description = describe(tenant, &compiled)?;
    let label = Label::new(&compiled, &description).map_err(unfit)?;
    let label =
        serde_json::to_value(label).map_err(|error| Problem::internal(error.to_string()))?;

    let mut tx = call.begin(&mut db, &caller).await?;
    let plugin = NewPlugin {
        digest: &compiled.digest,
        name: &description.name,
        version: &description.version,
        description: &label,
        component: &sent.bytes,
        uploaded_at: call.at,
    };
    insert(&mut tx, &caller.scope, &caller.actor, &plugin).await?;
    let (digest, identity) = (&compiled.digest, compiler::identity());
    put_artifact(
        &mut tx,
        &caller.scope,
        digest,
        &identity,
        &compiled.artifact,
    )
    .await?;
    Event::new("plugin.uploaded", "plugin", digest)
        .append(&mut tx, &caller)
        .await?;
    let view = PluginView::try_from(get(&mut tx, &caller.scope, digest).await?)?;
    call.finish(
        tx,
        &caller,
        Answer::created(format!("/v1/plugins/{digest}"), view),
    )
    .await
}

/// Lets the plugin describe itself; its name must be one that rules can have.
fn describe(tenant: String, compiled: &compiler::Compiled) -> Result<engine::Description, Problem> {
    let named = engine::Plugin {
        tenant,
        digest: compiled.digest.clone(),
    };
    let unnamed = Plugin {
        name: "uploaded".to_owned(),
        digest: compiled.digest.clone(),
    };
    let described =
        engine::load(&named, &compiled.artifact).and_then(|()| engine::describe(&named));
    let description = described.map_err(|error| plugin::refused(&unnamed, error))?;
    if description.name.parse::<CollectionName>().is_err() {
        return Err(unfit(
            "its name is not a lower-case name of at most 63 characters".to_owned(),
        ));
    }
    if description.version.is_empty() || description.version.len() > 64 {
        return Err(unfit(
            "its version is not one of 1 to 64 characters".to_owned(),
        ));
    }
    Ok(description)
}

fn unfit(what: String) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-a-plugin", what)
}
