//! Takes in a plugin: it is compiled and describes itself before it is kept.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use domain::Permission;
use domain::collection::CollectionName;
use domain::plugin::PluginUsage;
use kit::audit::Event;
use kit::body::Incoming;
use kit::door::Session;
use kit::idempotent::{Answer, Seen, admit};
use kit::platform::{compiler, engine};
use kit::plugin::{self, Plugin};
use kit::problem::Problem;
use kit::quotas;
use store::plugins::{NewPlugin, NewSignature, insert, put_artifact};

use crate::signed;
use crate::submission::{self, Document, Submission};
use crate::view::{Label, PluginView, get};

/// Upload a plugin: a WebAssembly component that exports an interface of `lethe:plugin`.
///
/// It does not run before somebody else has approved it and it was activated. As a JSON document it can bring a
/// signature, which the settings of a tenant may ask for, and examples, each of which it must pass.
#[utoipa::path(
    post,
    path = "/v1/plugins",
    operation_id = "upload_plugin",
    tag = "plugins",
    request_body(content(
        (Vec<u8> = "application/wasm"),
        (Document = "application/json"),
    )),
    responses((status = 201, description = "Kept", body = PluginView), kit::openapi::BodyRefusals),
    security(("token" = [])),
)]
pub(crate) async fn handler(
    Session { caller, mut db }: Session,
    incoming: Incoming,
) -> Result<Response<Body>, Problem> {
    caller.require(Permission::ManagePlugins)?;
    let sent = submission::sent(incoming).await?;
    let call = match admit(&mut db, &caller, &sent).await? {
        Seen::Before(answer) => return Ok(answer),
        Seen::Never(call) => call,
    };
    let Submission {
        component,
        signature,
        examples,
    } = Submission::read(&sent)?;
    signed::admitted(&mut db, &caller.scope, signature.as_ref()).await?;
    let quota = quotas::admit(&mut db, &caller.scope).await?;
    quotas::admit_stored(&mut db, &caller.scope, component.len()).await?;
    let compiled = plugin::compile(&caller.scope, quota.size.into(), &component)?;
    signed::verified(&compiled.digest, signature.as_ref())?;
    let named = plugin::named(&caller.scope, &compiled.digest, &quota);
    let description = describe(&named, &compiled)?;
    let mut used = PluginUsage::default();
    let passed = crate::examples::pass(&named, &description, &examples, &mut used);
    // They ran, whatever becomes of the upload.
    quotas::charge_alone(&mut db, &caller.scope, used).await?;
    passed?;
    let label = Label::new(&compiled, &description, examples.len()).map_err(unfit)?;
    let label =
        serde_json::to_value(label).map_err(|error| Problem::internal(error.to_string()))?;

    let mut tx = call.begin(&mut db, &caller).await?;
    let plugin = NewPlugin {
        digest: &compiled.digest,
        name: &description.name,
        version: &description.version,
        description: &label,
        component: &component,
        uploaded_at: call.at,
        signature: signature
            .as_ref()
            .map(|(public_key, signature)| NewSignature {
                public_key,
                signature,
            }),
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
    if let Some((key, _)) = &signature {
        // Of its own, because an event names one thing: this one is in the log next to the upload.
        Event::new("plugin-key.vouched", "plugin-key", key)
            .append(&mut tx, &caller)
            .await?;
    }
    let view = PluginView::try_from(get(&mut tx, &caller.scope, digest).await?)?;
    call.finish(
        tx,
        &caller,
        Answer::created(format!("/v1/plugins/{digest}"), view),
    )
    .await
}

/// Lets the plugin describe itself; its name must be one that rules can have.
fn describe(
    named: &engine::Plugin,
    compiled: &compiler::Compiled,
) -> Result<engine::Description, Problem> {
    let unnamed = Plugin {
        name: "uploaded".to_owned(),
        digest: compiled.digest.clone(),
    };
    let described = engine::load(named, &compiled.artifact).and_then(|()| engine::describe(named));
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
