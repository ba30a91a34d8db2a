//! A controller, written from the specification of `OpenDSR` 2.0 alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use serde_json::{Value, json};

use crate::{Answer, Client, Tenant};

/// The domain of the processor.
pub const DOMAIN: &str = "privacy.acme.example";

/// A key of a processor, and the certificate that an authority issued for it.
pub struct Certified {
    /// The certificate, in PEM.
    pub certificate: String,
    /// The key, in PEM.
    pub private_key: String,
    /// The public key, by which answers are verified.
    public_key: Vec<u8>,
}

/// A controller that reaches a tenant as its processor.
pub struct Controller {
    /// Calls with a token of the tenant.
    pub client: Client,
    /// The path below which the protocol is spoken.
    pub base: String,
    public_key: Vec<u8>,
}

impl Certified {
    /// Issues a certificate for a domain.
    pub fn for_domain(domain: &str) -> Self {
        let (authority, authority_key) = authority();
        let key = KeyPair::generate().expect("a key of P-256");
        let mut params = CertificateParams::new([domain.to_owned()]).expect("a name");
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, "Acme");
        let issuer = Issuer::new(authority, authority_key);
        let certificate = params.signed_by(&key, &issuer).expect("a certificate");
        Self::of(certificate.pem(), &key)
    }

    /// A certificate that signs itself.
    pub fn self_signed(domain: &str) -> Self {
        let key = KeyPair::generate().expect("a key of P-256");
        let params = CertificateParams::new([domain.to_owned()]).expect("a name");
        let certificate = params.self_signed(&key).expect("a certificate");
        Self::of(certificate.pem(), &key)
    }

    /// The same certificate beside the key of another.
    #[must_use]
    pub fn with_key_of(self, other: &Self) -> Self {
        Self {
            private_key: other.private_key.clone(),
            ..self
        }
    }

    fn of(certificate: String, key: &KeyPair) -> Self {
        Self {
            certificate,
            private_key: key.serialize_pem(),
            public_key: key.public_key_raw().to_vec(),
        }
    }

    /// What a tenant sends to be reached with it.
    pub fn settings(&self) -> Value {
        json!({
            "identities": [{"identity_type": "email", "collection": "people", "field": "email"}],
            "opendsr": {
                "domain": DOMAIN, "certificate": self.certificate, "private_key": self.private_key,
            },
        })
    }
}

impl Controller {
    /// Makes the tenant take part.
    pub fn of(tenant: &Tenant) -> Self {
        let certified = Certified::for_domain(DOMAIN);
        let client = tenant.privacy_officer();
        let set_up = client
            .put("/v1/protocols", &certified.settings())
            .expect(200);
        Self {
            base: set_up.text_at("/opendsr_path"),
            public_key: certified.public_key,
            client,
        }
    }

    /// A request that is valid, with changes; `null` takes a member away.
    pub fn request(kind: &str, email: &str, changes: &Value) -> Value {
        let mut request = json!({
            "regulation": "gdpr", "subject_request_id": uuid_v4(),
            "subject_request_type": kind, "submitted_time": "2026-10-02T15:00:00Z",
            "subject_identities": [
                {"identity_type": "email", "identity_value": email, "identity_format": "raw"},
            ],
            "api_version": "2.0",
            "status_callback_urls": ["https://controller.example/opendsr/callbacks"],
            "extensions": {"other.example": {"foo": 1}},
        });
        for (name, value) in changes.as_object().into_iter().flatten() {
            request[name] = value.clone();
        }
        if let Some(members) = request.as_object_mut() {
            members.retain(|_, value| !value.is_null());
        }
        request
    }

    /// Sends a request.
    pub fn send(&self, request: &Value) -> Answer {
        self.client
            .post(&format!("{}/v2/requests", self.base), request)
    }

    /// Asks where a request stands; verifies the signature before anything is read.
    pub fn status(&self, id: &str) -> Value {
        let answer = self.client.get(&format!("{}/v2/requests/{id}", self.base));
        self.verified(answer.expect(200)).json()
    }

    /// Cancels a request.
    pub fn cancel(&self, id: &str) -> Answer {
        self.client
            .delete(&format!("{}/v2/requests/{id}", self.base))
    }

    /// The answer, if it is signed by the processor of the domain over the bytes of the body.
    #[must_use]
    pub fn verified(&self, answer: Answer) -> Answer {
        for name in ["opendsr", "opengdpr"] {
            let header = |what: &str| {
                let name = format!("x-{name}-{what}");
                let value = answer.header(&name);
                value
                    .unwrap_or_else(|| panic!("no {name} in {answer:?}"))
                    .to_owned()
            };
            assert_eq!(header("processor-domain"), DOMAIN);
            let signature = STANDARD.decode(header("signature")).expect("base64");
            let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.public_key);
            assert!(key.verify(&answer.body, &signature).is_ok(), "{answer:?}");
        }
        answer
    }
}

/// A UUID of version 4 in lower case.
pub fn uuid_v4() -> String {
    let hex = format!("{:032x}", fastrand::u128(..));
    let (a, b, c, d) = (&hex[..8], &hex[8..12], &hex[13..16], &hex[17..20]);
    format!("{a}-{b}-4{c}-a{d}-{}", &hex[20..])
}

fn authority() -> (CertificateParams, KeyPair) {
    let key = KeyPair::generate().expect("a key of P-256");
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(DnType::CommonName, "Authority");
    (params, key)
}
