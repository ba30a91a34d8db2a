//! What is uploaded: a component as it is, or a JSON document that brings a signature and examples with it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::plugin::{Example, PublicKey};
use kit::body::{Incoming, Sent};
use kit::problem::{Place, Problem};
use serde::Deserialize;

use crate::examples::LIMIT;

/// The largest component: the compiler's limit.
const COMPONENT_LIMIT: usize = 2 << 20;
/// The largest document: such a component in Base64, and a megabyte of examples.
const DOCUMENT_LIMIT: usize = COMPONENT_LIMIT / 3 * 4 + (1 << 20);

const WASM: &str = "application/wasm";
const JSON: &str = "application/json";

/// A plugin with what speaks for it.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    /// The WebAssembly file, in Base64 (RFC 4648, section 4).
    #[schema(format = Byte)]
    component: String,
    /// Who signed it; left out, nobody did.
    #[serde(default)]
    signature: Option<Signature>,
    /// Examples as `lethe plugin test` takes them, at most 50; they run before the plugin is kept.
    #[schema(value_type = Vec<Object>)]
    #[serde(default)]
    examples: Vec<Example>,
}

/// A signature over a plugin.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signature {
    /// The registered key, 64 hexadecimal digits.
    public_key: String,
    /// Ed25519 over the text `lethe-plugin-sha256:` and the SHA-256 of the file in lower-case hexadecimal
    /// digits; 128 hexadecimal digits.
    signature: String,
}

/// An upload that was read.
pub(crate) struct Submission {
    pub(crate) component: Vec<u8>,
    pub(crate) signature: Option<(PublicKey, String)>,
    pub(crate) examples: Vec<Example>,
}

/// Reads a body of either kind.
pub(crate) async fn sent(incoming: Incoming) -> Result<Sent, Problem> {
    let sent = incoming.read(&[WASM, JSON], DOCUMENT_LIMIT).await?;
    if sent.media_type == WASM && sent.bytes.len() > COMPONENT_LIMIT {
        return Err(Problem::too_large(COMPONENT_LIMIT));
    }
    Ok(sent)
}

impl Submission {
    /// Reads what was sent.
    pub(crate) fn read(sent: &Sent) -> Result<Self, Problem> {
        if sent.media_type == WASM {
            return Ok(Self {
                component: sent.bytes.to_vec(),
                signature: None,
                examples: Vec::new(),
            });
        }
        let document: Document = sent.parse()?;
        let component = STANDARD.decode(&document.component).map_err(|_| {
            let place = Place::pointer("/component", "must be Base64 (RFC 4648, section 4)");
            Problem::invalid("the component cannot be read", vec![place])
        })?;
        if component.len() > COMPONENT_LIMIT {
            return Err(Problem::too_large(COMPONENT_LIMIT));
        }
        let signature = document.signature.map(Signature::read).transpose()?;
        let examples = document.examples;
        if examples.len() > LIMIT {
            let place = Place::pointer("/examples", format!("at most {LIMIT} are run"));
            return Err(Problem::invalid("the examples are too many", vec![place]));
        }
        Ok(Self {
            component,
            signature,
            examples,
        })
    }
}

impl Signature {
    fn read(self) -> Result<(PublicKey, String), Problem> {
        let key = self.public_key.parse();
        let key = key.map_err(|error: domain::plugin::InvalidPublicKey| {
            let place = Place::pointer("/signature/public_key", error.to_string());
            Problem::invalid("the signature cannot be read", vec![place])
        })?;
        let is_hex = self.signature.bytes().all(|byte| byte.is_ascii_hexdigit());
        if self.signature.len() != 128 || !is_hex {
            let message = "must be 128 hexadecimal digits";
            let place = Place::pointer("/signature/signature", message);
            return Err(Problem::invalid(
                "the signature cannot be read",
                vec![place],
            ));
        }
        Ok((key, self.signature.to_ascii_lowercase()))
    }
}
