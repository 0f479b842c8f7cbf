//! A release as a signed in-toto statement in a DSSE envelope, for tools that collect such.
//!
//! Envelope: DSSE v1.0.2, `PAE(type, body)`. Statement: in-toto v1. The source is no subject and no material: its plain
//! digest would give it away.

use super::encoding::{base64, hex};
use super::line::{ReleaseLine, rfc8785};
use super::note::{SignerKey, VerifierKey};
use serde_json::{Value, json};

/// The payload type of in-toto statements.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// The predicate type: the `release` line of the ledger.
pub const PREDICATE_TYPE: &str = "urn:tearline:release:v1";

/// Pre-authentication encoding: `DSSEv1`, then length and bytes of type and body, separated by spaces.
#[must_use]
pub fn pae(kind: &str, body: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {kind} {} ", kind.len(), body.len()).into_bytes();
    out.extend_from_slice(body);
    out
}

/// The envelope around the statement about `release`, whose file has the name `name`; `line` is its ledger line.
#[must_use]
pub fn envelope(release: &ReleaseLine, line: &str, name: &str, proof: &str, key: &SignerKey) -> String {
    let predicate: Value = serde_json::from_str(line).unwrap_or(Value::Null);
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": hex(&release.release.sha256.0)}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": {"line": predicate, "proof": proof},
    });
    let body = rfc8785(&statement).unwrap_or_default();
    let signature = key.sign(&pae(PAYLOAD_TYPE, body.as_bytes()));
    let envelope = json!({
        "payloadType": PAYLOAD_TYPE,
        "payload": base64(body.as_bytes()),
        "signatures": [{"keyid": key.public().to_string(), "sig": base64(&signature)}],
    });
    rfc8785(&envelope).unwrap_or_default()
}

/// The statement in an envelope that `key` signed; `None` for anything else.
#[must_use]
pub fn open(envelope: &str, key: &VerifierKey) -> Option<Value> {
    let envelope: Value = serde_json::from_str(envelope).ok()?;
    let kind = envelope.get("payloadType")?.as_str()?;
    let body = super::encoding::unbase64(envelope.get("payload")?.as_str()?)?;
    let message = pae(kind, &body);
    let signed = envelope.get("signatures")?.as_array()?.iter().any(|signature| {
        let bytes = signature
            .get("sig")
            .and_then(Value::as_str)
            .and_then(super::encoding::unbase64);
        bytes
            .and_then(|bytes| <[u8; 64]>::try_from(bytes).ok())
            .is_some_and(|bytes| key.verify(&message, &bytes))
    });
    (signed && kind == PAYLOAD_TYPE).then(|| serde_json::from_slice(&body).ok())?
}
