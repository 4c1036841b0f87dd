//! Which characters are suspicious, and what they are called.

/// What sort of character it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Space,
    Invisible,
    SingleQuote,
    DoubleQuote,
    Direction,
    Control,
    /// What is shown for a character that got lost.
    Lost,
    /// The full-width form of this ASCII character, where a name or a host has a meaning for that one.
    Wide(char),
    /// Only in hosts: elsewhere it is a character like others.
    Dash,
}

/// The sort of a character, and how it is called.
pub(super) fn sort(c: char) -> Option<(Sort, &'static str)> {
    Some(match c {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => (Sort::Space, "a no-break space"),
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' => (Sort::Space, "a typographic space"),
        '\u{3000}' => (Sort::Space, "an ideographic space"),
        '\u{200b}' => (Sort::Invisible, "a zero-width space"),
        '\u{200c}' | '\u{200d}' => (Sort::Invisible, "a zero-width joiner"),
        '\u{feff}' => (Sort::Invisible, "a byte order mark"),
        '\u{ad}' => (Sort::Invisible, "a soft hyphen"),
        '\u{180e}' | '\u{2060}'..='\u{2064}' => (Sort::Invisible, "an invisible character"),
        '\u{2018}'..='\u{201b}' => (Sort::SingleQuote, "a curly quotation mark"),
        '\u{201c}'..='\u{201f}' => (Sort::DoubleQuote, "a curly quotation mark"),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            (Sort::Direction, "an invisible mark of writing direction")
        }
        '\u{2028}' | '\u{2029}' => (Sort::Control, "a Unicode line separator"),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => (Sort::Dash, "a dash that is no hyphen"),
        '\u{fffd}' => (Sort::Lost, "a replacement for a character that got lost"),
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => (Sort::Invisible, "an invisible filler"),
        '\u{e0000}'..='\u{e007f}' => (Sort::Invisible, "an invisible tag"),
        '\u{ff0c}' => (Sort::Wide(','), "a full-width comma"),
        '\u{ff1d}' => (Sort::Wide('='), "a full-width equals sign"),
        '\u{ff1b}' => (Sort::Wide(';'), "a full-width semicolon"),
        '\u{ff0b}' => (Sort::Wide('+'), "a full-width plus sign"),
        '\u{ff5b}' => (Sort::Wide('{'), "a full-width brace"),
        '\u{ff5d}' => (Sort::Wide('}'), "a full-width brace"),
        '\u{ff0e}' | '\u{3002}' | '\u{ff61}' => (Sort::Wide('.'), "a full-width dot"),
        '\u{ff1a}' => (Sort::Wide(':'), "a full-width colon"),
        // Tabs and line breaks are white space, of which other rules speak.
        '\t' | '\n' | '\r' => return None,
        c if c.is_control() => (Sort::Control, "a control character"),
        _ => return None,
    })
}
