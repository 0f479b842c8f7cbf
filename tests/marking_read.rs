//! Reading marks: verdict and canonical form.
#![allow(clippy::unwrap_used, clippy::panic)]

use tearline::marking::{Verdict, banner_prefix, read_banner, read_portion};
use tearline::scheme::Scheme;

#[test]
fn portions() {
    for (text, verdict, portion, entire) in [
        ("C", Verdict::Valid, "C", false),
        ("S//NF", Verdict::Valid, "S//NF", false),
        ("SBU", Verdict::Legacy, "U//SBU", false),
        ("C/NF", Verdict::Legacy, "C//NF", false),
        ("S-Entire text", Verdict::Legacy, "S", true),
        ("Secret-entire text", Verdict::Legacy, "S", true),
        ("C - Entire text.", Verdict::Legacy, "C", true),
    ] {
        let reading = read_portion(&Scheme::us(), text);
        assert_eq!(reading.verdict, verdict, "{text}");
        assert_eq!(reading.known().unwrap().portion(), portion, "{text}");
        assert_eq!(reading.entire, entire, "{text}");
    }
    for text in ["Secret Service", "S/ES", "C-130", "c", "a", ""] {
        assert_eq!(read_portion(&Scheme::us(), text).verdict, Verdict::None, "{text}");
    }
}

#[test]
fn banners() {
    let line = "- C O N F I D E N T I A L SECTION 01 OF 03 MOSCOW 003122";
    let (span, reading) = banner_prefix(&Scheme::us(), line).unwrap();
    assert_eq!(span.of(line), "C O N F I D E N T I A L");
    assert_eq!(reading.known().unwrap().banner(), "CONFIDENTIAL");
    assert!(banner_prefix(&Scheme::us(), "SECRET SERVICE BRIEFING").is_none());
    assert!(banner_prefix(&Scheme::us(), "SECRETARIAT").is_none());
    let reading = read_banner(&Scheme::us(), "SECRET//NOFORN");
    assert_eq!(reading.verdict, Verdict::Valid);
    assert_eq!(reading.known().unwrap().portion(), "S//NF");
}
