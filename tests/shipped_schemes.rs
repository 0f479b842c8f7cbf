//! Documents of other nations and organisations, redacted under the schemes that ship with tearline.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods
)]

use assert_cmd::Command;

const MASK: &str = "[1 paragraph withheld: not releasable]";

/// Redacts `document` under a policy that lists `releasable`: the release.
fn redact(scheme: &str, releasable: &str, document: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let policy = format!(
        "tearline: 1\nid: shipped\ntitle: Shipped\nscheme: {scheme}\nreleasable: [{releasable}]\naction: mask\n"
    );
    std::fs::write(folder.path().join("policy.yaml"), policy).unwrap();
    std::fs::write(folder.path().join("report.txt"), document).unwrap();
    let output = Command::cargo_bin("tearline")
        .unwrap()
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .env("XDG_CONFIG_HOME", folder.path().join("config"))
        .args(["redact", "report.txt", "-p", "policy.yaml"])
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// A document with a banner above and below numbered paragraphs.
fn document(banner: &str, paragraphs: &[&str]) -> String {
    let numbered: Vec<String> = (1..)
        .zip(paragraphs)
        .map(|(n, p)| format!("{n}. {p}\n\n"))
        .collect();
    format!("{banner}\n\n{}{banner}\n", numbered.concat())
}

#[test]
fn nato() {
    let source = document(
        "NATO SECRET",
        &[
            "(NU) The ferry is late.",
            "(NR) The quay is closed.",
            "(NS//ATOMAL) The reactor.",
            "(NC//RELEASABLE TO SWE) The pilots.",
            "(NATO RESTRICTED) The mill is old.",
        ],
    );
    let left = document(
        "NATO RESTRICTED",
        &[
            "(NU) The ferry is late.",
            "(NR) The quay is closed.",
            MASK,
            MASK,
            "(NATO RESTRICTED) The mill is old.",
        ],
    );
    assert_eq!(redact("nato", "{ up_to: NR }", &source), left);
    let swedes = document(
        "NATO CONFIDENTIAL",
        &[
            "(NU) The ferry is late.",
            MASK,
            MASK,
            "(NC//RELEASABLE TO SWE) The pilots.",
            MASK,
        ],
    );
    let entry = "{ up_to: NC, allow: [RELEASABLE TO], to: [SWE] }";
    // Plain unclassified text does not count; the list stands.
    let expected = swedes.replace("NATO CONFIDENTIAL", "NATO CONFIDENTIAL//RELEASABLE TO SWE");
    assert_eq!(redact("nato", entry, &source), expected);
}

#[test]
fn united_kingdom() {
    let source = document(
        "TOP SECRET UK EYES ONLY",
        &[
            "(OFFICIAL) The ferry is late.",
            "(OFFICIAL-SENSITIVE) The quay is closed.",
            "(TOP SECRET UK EYES ONLY) The reactor.",
            "(O) The mill is old.",
            "(OFFICIAL LEGAL) The judge is on leave.",
            "(SECRET STRAP) The fleet sails.",
        ],
    );
    let left = document(
        "OFFICIAL",
        &[
            "(OFFICIAL) The ferry is late.",
            MASK,
            MASK,
            "(O) The mill is old.",
            MASK,
            MASK,
        ],
    );
    assert_eq!(redact("uk", "OFFICIAL", &source), left);
}

#[test]
fn australia() {
    let source = document(
        "TOP SECRET//AUSTEO",
        &[
            "(O) The ferry is late.",
            "(OFFICIAL: Sensitive) The quay is closed.",
            "(P) The keel is cracked.",
            "(TS//AUSTEO) The reactor.",
            "(OFFICIAL: Sensitive//Legal-Privilege) The judge is on leave.",
            "(O:S) The tower is white.",
        ],
    );
    let left = document(
        "OFFICIAL: Sensitive",
        &[
            "(O) The ferry is late.",
            "(OFFICIAL: Sensitive) The quay is closed.",
            MASK,
            MASK,
            MASK,
            "(O:S) The tower is white.",
        ],
    );
    assert_eq!(redact("au", "OFFICIAL, \"OFFICIAL: Sensitive\"", &source), left);
}

#[test]
fn canada_on_both_ladders() {
    let source = document(
        "SECRET//PROTECTED B",
        &[
            "(U) The ferry is late.",
            "(PA) The quay is closed.",
            "(PB) The keel is cracked.",
            "(C) The pilots take part.",
            "(S//CEO) The reactor.",
            "(PROTÉGÉ A) Le phare est blanc.",
            "(PROTECTED D) The mill.",
        ],
    );
    let left = document(
        "PROTECTED A",
        &[
            "(U) The ferry is late.",
            "(PA) The quay is closed.",
            MASK,
            MASK,
            MASK,
            "(PROTÉGÉ A) Le phare est blanc.",
            MASK,
        ],
    );
    assert_eq!(redact("ca", "{ up_to: PROTECTED A }", &source), left);
}

#[test]
fn what_stands_on_two_ladders_needs_both() {
    // The heading is under SECRET//PROTECTED B: a reader of SECRET text is not cleared for it.
    let source = document(
        "SECRET//PROTECTED B",
        &["(S) The fleet sails.", "(PB) The keel is cracked."],
    );
    let source = source.replacen("1.", "THE FLEET\n\n1.", 1);
    let release = redact("ca", "{ up_to: SECRET }", &source);
    assert!(release.contains("The fleet sails."), "{release}");
    assert!(
        !release.contains("THE FLEET") && !release.contains("keel"),
        "{release}"
    );
    // Two marks in one paragraph.
    let source = document("SECRET", &["(PB) The keel is cracked. (C) The pilots take part."]);
    assert_eq!(
        redact("ca", "{ up_to: SECRET }", &source),
        document("UNCLASSIFIED", &[MASK])
    );
}

#[test]
fn new_zealand() {
    let source = document(
        "SECRET NZEO",
        &[
            "(U) The ferry is late.",
            "(IN CONFIDENCE) The quay is closed.",
            "(RESTRICTED STAFF) The pilots.",
            "(SECRET NZEO) The reactor.",
            "(SENSITIVE) The mill.",
            "(IN-CONFIDENCE MEDICAL) The doctor.",
        ],
    );
    let left = document(
        "RESTRICTED IN-CONFIDENCE STAFF",
        &[
            "(U) The ferry is late.",
            "(IN CONFIDENCE) The quay is closed.",
            "(RESTRICTED STAFF) The pilots.",
            MASK,
            MASK,
            MASK,
        ],
    );
    let entries = "UNCLASSIFIED, IN-CONFIDENCE, { up_to: RESTRICTED, allow: [STAFF] }";
    assert_eq!(redact("nz", entries, &source), left);
}

#[test]
fn european_union() {
    let source = document(
        "SECRET UE/EU SECRET",
        &[
            "(R-UE/EU-R) The quay is closed.",
            "(RESTREINT UE/EU RESTRICTED) The ferry is late.",
            "(C-UE/EU-C) The keel.",
            "(R-UE/EU-R//RELEASABLE TO CHE) The pilots.",
            "(TRÈS SECRET UE/EU TOP SECRET) The reactor.",
        ],
    );
    let left = document(
        "RESTREINT UE/EU RESTRICTED",
        &[
            "(R-UE/EU-R) The quay is closed.",
            "(RESTREINT UE/EU RESTRICTED) The ferry is late.",
            MASK,
            MASK,
            MASK,
        ],
    );
    assert_eq!(redact("eu", "R-UE/EU-R", &source), left);
}

#[test]
fn traffic_lights() {
    let source = document(
        "TLP:RED",
        &[
            "(TLP:GREEN) The ferry is late.",
            "(TLP:AMBER+STRICT) The quay is closed.",
            "(TLP:PINK) The keel.",
            "(TLP:WHITE) The mill is old.",
        ],
    );
    let left = document(
        "TLP:GREEN",
        &[
            "(TLP:GREEN) The ferry is late.",
            MASK,
            MASK,
            "(TLP:WHITE) The mill is old.",
        ],
    );
    assert_eq!(redact("tlp", "TLP:CLEAR, TLP:GREEN", &source), left);
}

#[test]
fn a_company() {
    let source = document(
        "RESTRICTED//M&A",
        &[
            "(P) The ferry is late.",
            "(I//LEGAL HOLD) The quay is closed.",
            "(C//PII) The keel.",
            "(R//M&A) The mill.",
            "(C) The pilots.",
            "(S) The reactor.",
        ],
    );
    let left = document(
        "INTERNAL//LEGAL HOLD",
        &[
            "(P) The ferry is late.",
            "(I//LEGAL HOLD) The quay is closed.",
            MASK,
            MASK,
            MASK,
            MASK,
        ],
    );
    assert_eq!(
        redact("corporate", "P, { up_to: I, allow: [LEGAL HOLD] }", &source),
        left
    );
}
