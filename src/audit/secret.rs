//! Secrets of the record and what derives from them. None of these types prints its bytes; all are wiped on drop.

use super::encoding::{base64url, hex, unbase64url};
use super::id::ReleaseId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::sync::OnceLock;
use zeroize::Zeroizing;

type HmacSha256 = Hmac<Sha256>;

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    keyed(key).map_or([0; 32], |mac| mac_with(mac, parts))
}

/// HMAC that has taken its key; always there, since HMAC takes a key of any length.
fn keyed(key: &[u8; 32]) -> Option<HmacSha256> {
    HmacSha256::new_from_slice(key).ok()
}

fn mac_with(mut mac: HmacSha256, parts: &[&[u8]]) -> [u8; 32] {
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The nonces of one release, for many leaves and lines: keys and labels are taken once.
pub(super) struct Nonces {
    leaf: Option<HmacSha256>,
    line: Option<HmacSha256>,
}

impl Nonces {
    pub(super) fn leaf(&self, index: u32) -> [u8; 32] {
        let mac = self.leaf.clone();
        mac.map_or([0; 32], |mac| mac_with(mac, &[&index.to_be_bytes()]))
    }

    pub(super) fn line(&self, index: u32) -> [u8; 16] {
        let mac = self.line.clone();
        let full = mac.map_or([0; 32], |mac| mac_with(mac, &[&index.to_be_bytes()]));
        let mut nonce = [0; 16];
        nonce.copy_from_slice(full.get(..16).unwrap_or(&[0; 16]));
        nonce
    }
}

/// First line of an opening key file.
const OPENING_HEADER: &str = "tearline opening key v1";
/// First line of the secret of one document.
const DOCUMENT_HEADER: &str = "tearline document secret v1";

/// The opening key of a ledger: 32 random bytes. Every other secret of the record derives from it, so whoever holds
/// it can confirm or refuse a claimed text of any withheld portion.
pub struct OpeningKey {
    bytes: Zeroizing<[u8; 32]>,
    /// HMAC that has taken the key, and the index key: both serve every release.
    keyed: OnceLock<Option<HmacSha256>>,
    index: OnceLock<IndexKey>,
}

impl OpeningKey {
    /// The key with these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self {
            bytes: Zeroizing::new(bytes),
            keyed: OnceLock::new(),
            index: OnceLock::new(),
        }
    }

    /// HMAC of `parts` under this key.
    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let keyed = self.keyed.get_or_init(|| keyed(&self.bytes));
        keyed.clone().map_or([0; 32], |mac| mac_with(mac, parts))
    }

    /// The key file: a header line and the key in base64url.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{OPENING_HEADER}\n{}\n", base64url(self.bytes.as_ref())))
    }

    /// Reads a key file; `None` for anything that [`Self::to_text`] does not give.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let key = text.strip_prefix(OPENING_HEADER)?.strip_prefix('\n')?;
        unbase64url(key.strip_suffix('\n')?).map(Self::from_bytes)
    }

    /// Name of the key: the first 4 bytes of HMAC(key, `tearline key id v1`) in hex. Stands before each tag.
    #[must_use]
    pub fn id(&self) -> String {
        let digest = self.mac(&[b"tearline key id v1"]);
        hex(digest.get(..4).unwrap_or_default())
    }

    /// The secret of one release: HMAC(key, `tearline document v1` || release id).
    #[must_use]
    pub fn document(&self, id: &ReleaseId) -> DocumentSecret {
        let id = id.to_string();
        DocumentSecret(Zeroizing::new(
            self.mac(&[b"tearline document v1", id.as_bytes()]),
        ))
    }

    /// [`DocumentSecret::nonce`] and [`Self::line_nonce`] of one release.
    pub(super) fn nonces(&self, id: &ReleaseId) -> Nonces {
        let text = id.to_string();
        let start = |mac: Option<HmacSha256>, parts: [&[u8]; 2]| {
            let mut mac = mac?;
            parts.iter().for_each(|part| mac.update(part));
            Some(mac)
        };
        let own = self.keyed.get_or_init(|| keyed(&self.bytes)).clone();
        Nonces {
            leaf: start(keyed(&self.document(id).0), [b"tearline nonce v1", b""]),
            line: start(own, [b"tearline line v1", text.as_bytes()]),
        }
    }

    /// The key of equality tags: HMAC(key, `tearline index v1`).
    #[must_use]
    pub fn index(&self) -> IndexKey {
        let made = || IndexKey {
            id: self.id(),
            mac: keyed(&self.mac(&[b"tearline index v1"])),
        };
        self.index.get_or_init(made).clone()
    }

    /// The nonce of ledger line `index` (0: the release line) of a release: the first 16 bytes of
    /// HMAC(key, `tearline line v1` || release id || u32be index). Not derived from the document secret, so that
    /// handing that over opens no ledger line.
    #[must_use]
    pub fn line_nonce(&self, id: &ReleaseId, index: u32) -> [u8; 16] {
        let id = id.to_string();
        let full = self.mac(&[b"tearline line v1", id.as_bytes(), &index.to_be_bytes()]);
        let mut nonce = [0; 16];
        nonce.copy_from_slice(full.get(..16).unwrap_or(&[0; 16]));
        nonce
    }
}

/// Of one run of `stream`: its release identifiers derive from the input, so that a retried task gives equal bytes.
impl OpeningKey {
    /// The opening key of run `run`: HMAC(key, `tearline run key v1` || run). Whoever holds this key opens what the
    /// run withheld and nothing else; whoever holds the key of the ledger derives it again.
    #[must_use]
    pub fn run_key(&self, run: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.mac(&[b"tearline run key v1", run.as_bytes()]))
    }

    /// The key that made the tags of a release: this one, or that of run `run`. `None` where a tag begins with the name
    /// of another key, such as that of a run without a run key.
    #[must_use]
    pub fn behind(&self, tag: &str, run: Option<&str>) -> Option<Self> {
        let (name, _) = tag.split_once(':')?;
        let own = Self::from_bytes(*self.bytes);
        let of_run = run.map(|run| Self::from_bytes(*self.run_key(run)));
        [Some(own), of_run]
            .into_iter()
            .flatten()
            .find(|key| key.id() == name)
    }

    /// A tag of an input: HMAC(key, `tearline stream input v1` || for each part u64be length || part).
    #[must_use]
    pub fn input_tag(&self, parts: &[&[u8]]) -> [u8; 32] {
        let lengths: Vec<[u8; 8]> = parts
            .iter()
            .map(|part| (part.len() as u64).to_be_bytes())
            .collect();
        let mut all: Vec<&[u8]> = vec![b"tearline stream input v1"];
        for (length, part) in lengths.iter().zip(parts) {
            all.push(length);
            all.push(part);
        }
        self.mac(&all)
    }
}

/// The secret of one release. Gives the nonces of its leaves, so that a claimed text of a cut can be checked.
#[derive(Clone)]
pub struct DocumentSecret(Zeroizing<[u8; 32]>);

impl DocumentSecret {
    /// The nonce of leaf `index`: HMAC(secret, `tearline nonce v1` || u32be index).
    #[must_use]
    pub fn nonce(&self, index: u32) -> [u8; 32] {
        mac(&self.0, &[b"tearline nonce v1", &index.to_be_bytes()])
    }

    /// The nonce of the policy commitment: HMAC(secret, `tearline policy nonce v1`).
    #[must_use]
    pub fn policy_nonce(&self) -> [u8; 32] {
        mac(&self.0, &[b"tearline policy nonce v1"])
    }

    /// The opening of one release as a file: header, release id, secret.
    #[must_use]
    pub fn to_text(&self, id: &ReleaseId) -> Zeroizing<String> {
        Zeroizing::new(format!(
            "{DOCUMENT_HEADER}\n{id}\n{}\n",
            base64url(self.0.as_ref())
        ))
    }

    /// Reads what [`Self::to_text`] gives.
    #[must_use]
    pub fn from_text(text: &str) -> Option<(ReleaseId, Self)> {
        let rest = text.strip_prefix(DOCUMENT_HEADER)?.strip_prefix('\n')?;
        let (id, secret) = rest.strip_suffix('\n')?.split_once('\n')?;
        let secret = unbase64url(secret)?;
        Some((ReleaseId::parse(id)?, Self(Zeroizing::new(secret))))
    }
}

/// The key of equality tags. Equal text gives equal tags, so they are internal.
#[derive(Clone)]
pub struct IndexKey {
    id: String,
    mac: Option<HmacSha256>,
}

impl IndexKey {
    /// The tag of a withheld text: key id, `:`, and HMAC(index key, `tearline tag v1` || words) in base64url, where
    /// `words` are the runs of the text that hold no ASCII white space, joined by one space each. So a paragraph
    /// is found again whatever its line ends and indent.
    #[must_use]
    pub fn text_tag(&self, text: &str) -> String {
        self.named(self.text_digest(text))
    }

    /// The tag of a withheld text without the key's name.
    pub(super) fn text_digest(&self, text: &str) -> [u8; 32] {
        let Some(mut mac) = self.mac.clone() else {
            return [0; 32];
        };
        mac.update(b"tearline tag v1");
        let mut buffer = [0_u8; 512];
        let mut blank = false;
        for piece in text.trim_ascii().as_bytes().chunks(buffer.len()) {
            for (to, from) in buffer.iter_mut().zip(piece) {
                *to = if from.is_ascii_whitespace() { b' ' } else { *from };
            }
            let spaced = buffer.get_mut(..piece.len()).unwrap_or_default();
            let doubled =
                (blank && spaced.starts_with(b" ")) || memchr::memmem::find(spaced, b"  ").is_some();
            let ends = spaced.ends_with(b" ");
            let used = if doubled {
                joined(spaced, blank)
            } else {
                spaced.len()
            };
            mac.update(spaced.get(..used).unwrap_or_default());
            blank = ends;
        }
        mac.finalize().into_bytes().into()
    }

    /// The tag of a source document: HMAC(index key, `tearline source tag v1` || SHA-256 of the source).
    #[must_use]
    pub fn source_tag(&self, sha256: &[u8; 32]) -> String {
        self.tag(b"tearline source tag v1", sha256)
    }

    fn tag(&self, label: &[u8], data: &[u8]) -> String {
        let mac = self.mac.clone();
        self.named(mac.map_or([0; 32], |mac| mac_with(mac, &[label, data])))
    }

    /// A tag from its digest.
    pub(super) fn named(&self, digest: [u8; 32]) -> String {
        [self.id.as_str(), ":", &base64url(&digest)].concat()
    }
}

/// Drops each space that follows a space, the first where `blank`; how many bytes are left at the start.
fn joined(text: &mut [u8], mut blank: bool) -> usize {
    let mut used = 0_usize;
    for at in 0..text.len() {
        let byte = text.get(at).copied().unwrap_or(b' ');
        let again = blank && byte == b' ';
        blank = byte == b' ';
        if let Some(place) = text.get_mut(used).filter(|_| !again) {
            *place = byte;
            used = used.saturating_add(1);
        }
    }
    used
}

macro_rules! hide {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )*};
}
hide!(OpeningKey, DocumentSecret, IndexKey);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_knows_words_and_no_white_space() {
        let key = OpeningKey::from_bytes([9; 32]).index();
        let words: Vec<String> = (0..900).map(|n| format!("w{n}")).collect();
        let plain = words.join(" ");
        let tag = key.tag(b"tearline tag v1", plain.as_bytes());
        for gap in [" ", "\n", "  ", "\r\n", "\t \u{c} \n\n", &" ".repeat(700)] {
            let spaced = [gap, &words.join(gap), gap].concat();
            assert_eq!(key.text_tag(&spaced), tag, "{gap:?}");
        }
        assert_ne!(key.text_tag(&words.join("\u{a0}")), tag);
        assert_ne!(key.text_tag(&words.concat()), tag);
    }
}
