//! The map of kept and cut: a strip drawn from the pieces of a release.

use crate::cli::redact::facts::{Facts, Piece};
use std::fmt::Write as _;

/// Width of the drawing in its own units.
const WIDTH: u64 = 2000;
/// Between two pieces.
const GAP: u64 = 2;
/// The widest and the narrowest a cut is drawn.
const CUT: std::ops::RangeInclusive<u64> = 2..=32;

/// An SVG of the pieces. Kept pieces are to scale among themselves; all cuts of a strip have one width, which hangs on their
/// number alone, so that the drawing does not tell how long the withheld text is. The three kinds differ in shape, not only
/// in colour.
pub(super) fn svg(facts: &Facts) -> String {
    let count = |wanted: fn(&Piece) -> bool| facts.pieces.iter().filter(|p| wanted(p)).count() as u64;
    let fixed = count(|p| !matches!(p, Piece::Kept(_)));
    let total: u64 = facts.pieces.iter().fold(0, |sum, piece| match piece {
        Piece::Kept(bytes) => sum.saturating_add(*bytes),
        Piece::Cut | Piece::Made => sum,
    });
    let cut = (WIDTH.saturating_mul(2) / 5)
        .checked_div(fixed)
        .unwrap_or(0)
        .clamp(*CUT.start(), *CUT.end());
    let taken = cut
        .saturating_mul(fixed)
        .saturating_add(GAP.saturating_mul(facts.pieces.len() as u64));
    let room = WIDTH.saturating_sub(taken);
    let (mut kept, mut cuts, mut made) = (String::new(), String::new(), String::new());
    let mut x = 0_u64;
    for piece in &facts.pieces {
        let width = match piece {
            Piece::Kept(bytes) => scaled(*bytes, room, total),
            Piece::Cut | Piece::Made => cut,
        };
        let _ = match piece {
            Piece::Kept(_) => write!(kept, "M{x} 4h{width}v4h-{width}z"),
            Piece::Cut => write!(cuts, "M{x} 0h{width}v12h-{width}z"),
            Piece::Made => write!(made, "M{x} 1h{width}v3h-{width}zM{x} 8h{width}v3h-{width}z"),
        };
        x = x.saturating_add(width).saturating_add(GAP);
    }
    let width = x.max(WIDTH);
    let mut out = format!(
        "<svg class=\"map\" viewBox=\"0 0 {width} 12\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">",
        facts.told()
    );
    for (class, path) in [("k", kept), ("c", cuts), ("m", made)] {
        if !path.is_empty() {
            let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
        }
    }
    out.push_str("</svg>");
    out
}

/// `bytes` of `total` as a width in `room`, at least 1.
fn scaled(bytes: u64, room: u64, total: u64) -> u64 {
    let width = u128::from(bytes)
        .saturating_mul(u128::from(room))
        .checked_div(u128::from(total))
        .unwrap_or(0);
    u64::try_from(width).unwrap_or(room).max(1)
}

#[cfg(test)]
mod tests {
    use super::{Facts, Piece, svg};

    fn paths(pieces: Vec<Piece>) -> Vec<String> {
        let mut facts = Facts::default();
        facts.pieces = pieces;
        let drawing = svg(&facts);
        let paths = drawing.split(" d=\"").skip(1);
        paths
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn kept_pieces_are_to_scale_and_cuts_of_one_size() {
        let drawn = paths(vec![
            Piece::Kept(300),
            Piece::Cut,
            Piece::Kept(600),
            Piece::Cut,
            Piece::Made,
        ]);
        assert_eq!(
            drawn,
            [
                "M0 4h631v4h-631zM667 4h1262v4h-1262z",
                "M633 0h32v12h-32zM1931 0h32v12h-32z",
                "M1965 1h32v3h-32zM1965 8h32v3h-32z",
            ]
        );
    }

    #[test]
    fn many_pieces_are_narrow_and_none_vanishes() {
        let mut pieces = Vec::new();
        for _ in 0..200 {
            pieces.extend([Piece::Kept(1), Piece::Cut]);
        }
        pieces.push(Piece::Kept(u64::MAX));
        let drawn = paths(pieces);
        assert_eq!(drawn[1].matches("h4v12h-4z").count(), 200);
        assert_eq!(drawn[0].matches('M').count(), 201);
        assert!(!drawn[0].contains("h0"));
    }
}
