//! Tiled logs (`c2sp.org/tlog-tiles`): names and widths of tiles, and entry bundles.

/// A tile: up to 256 hashes of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// Tile level: its hashes are roots of subtrees of 256^level leaves.
    pub level: u32,
    /// Number of the tile in its level, from 0.
    pub index: u64,
    /// How many hashes it holds: 1 to 256.
    pub width: u16,
}

/// The number of hashes of a whole tile.
pub const FULL: u16 = 256;

impl Tile {
    /// Its path below the log, such as `tile/0/x001/234` or `tile/1/000.p/17`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, self.place())
    }

    /// The path of the bundle of entries of this tile, which must be of level 0.
    #[must_use]
    pub fn entries_path(&self) -> String {
        format!("tile/entries/{}", self.place())
    }

    fn place(&self) -> String {
        let path = index_path(self.index);
        if self.width < FULL {
            format!("{path}.p/{}", self.width)
        } else {
            path
        }
    }
}

/// A tile number as path: groups of three digits, all but the last with an `x` before them.
///
/// # Example
///
/// ```
/// use tearline::audit::tiles::index_path;
///
/// assert_eq!(index_path(4), "004");
/// assert_eq!(index_path(1_234_005), "x001/x234/005");
/// ```
#[must_use]
pub fn index_path(index: u64) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    path
}

/// All tiles of a log of `size` entries, level by level; a level that no tile of the log fills is left out.
pub fn tiles(size: u64) -> impl Iterator<Item = Tile> {
    (0..8_u32).flat_map(move |level| {
        let count = size.checked_shr(level.saturating_mul(8)).unwrap_or(0);
        (0..count.div_ceil(256)).map(move |index| {
            let left = count.saturating_sub(index.saturating_mul(256));
            Tile {
                level,
                index,
                width: u16::try_from(left.min(256)).unwrap_or(FULL),
            }
        })
    })
}

/// Adds an entry to a bundle: u16be length and the bytes. `None` for an entry of more than 65,535 bytes.
#[must_use]
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Option<()> {
    bundle.extend_from_slice(&u16::try_from(entry.len()).ok()?.to_be_bytes());
    bundle.extend_from_slice(entry);
    Some(())
}
