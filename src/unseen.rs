//! Characters that do not show themselves and change how others are read.

/// Whether a character moves, hides or turns round the text beside it: control characters, and those of Unicode that are
/// invisible, separate lines or set the direction of writing.
///
/// # Example
///
/// ```
/// use tearline::unseen::is_unseen;
///
/// assert!(is_unseen('\u{202e}') && is_unseen('\n'));
/// assert!(!is_unseen('é') && !is_unseen(' '));
/// ```
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}
