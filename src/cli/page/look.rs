//! How pages look, and what a browser may do with them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The style of a page: what all share, then its own.
pub(crate) fn style(own: &str) -> String {
    [include_str!("../../../templates/page.css"), own].concat()
}

/// The content security policy: the page's own style and script by their digests, nothing else. Nothing is fetched, and what
/// got in past the escaping would not run.
pub(crate) fn guard(style: &str, script: Option<&str>) -> String {
    let source = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
    let script = script.map_or_else(|| "'none'".to_owned(), source);
    format!(
        "default-src 'none'; style-src {}; script-src {script}; base-uri 'none'; form-action 'none'",
        source(style)
    )
}
