//! Letters of other alphabets that the eye takes for those of ASCII.

/// The letter of ASCII that this one looks like, in its case.
pub(crate) fn ascii_letter(c: char) -> Option<char> {
    let letter = match c {
        // Full-width forms.
        '\u{ff21}'..='\u{ff3a}' => offset(c, 0xff21)?,
        '\u{ff41}'..='\u{ff5a}' => offset(c, 0xff41)?,
        // Cyrillic, Greek, Armenian, and small capitals of numbers.
        'А' | 'а' | 'Α' | 'α' => 'a',
        'В' | 'Β' => 'b',
        'С' | 'с' | 'Ϲ' | 'ϲ' | 'Ⅽ' | 'ⅽ' => 'c',
        'Ԁ' | 'ԁ' | 'Ⅾ' | 'ⅾ' => 'd',
        'Е' | 'е' | 'Ε' => 'e',
        'Н' | 'Η' | 'һ' => 'h',
        'І' | 'і' | 'Ι' | 'ι' | 'Ⅰ' | 'ⅰ' | 'ı' => 'i',
        'Ј' | 'ј' => 'j',
        'К' | 'Κ' => 'k',
        'Ӏ' | 'ӏ' | 'Ⅼ' | 'ⅼ' => 'l',
        'М' | 'Μ' | 'Ⅿ' | 'ⅿ' => 'm',
        'Ν' | 'ո' => 'n',
        'О' | 'о' | 'Ο' | 'ο' | 'Օ' | 'օ' => 'o',
        'Р' | 'р' | 'Ρ' | 'ρ' => 'p',
        'Ѕ' | 'ѕ' => 's',
        'Т' | 'т' | 'Τ' => 't',
        'Ս' | 'ս' | 'υ' => 'u',
        'Х' | 'х' | 'Χ' | 'χ' | 'Ⅹ' | 'ⅹ' => 'x',
        'У' | 'у' | 'Υ' => 'y',
        'Ζ' => 'z',
        _ => return None,
    };
    Some(if c.is_uppercase() { letter.to_ascii_uppercase() } else { letter })
}

/// The ASCII letter of that character in a row of letters that begins at `first`.
fn offset(c: char, first: u32) -> Option<char> {
    char::from_u32(u32::from('a') + u32::from(c).checked_sub(first)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_look_alike() {
        let pairs = [('а', 'a'), ('А', 'A'), ('ι', 'i'), ('Ⅿ', 'M'), ('ｚ', 'z'), ('Ａ', 'A')];
        for (c, letter) in pairs {
            assert_eq!(ascii_letter(c), Some(letter), "{c}");
        }
        // One of each letter, in either case where there is one.
        let alike = |text: &str| text.chars().filter_map(ascii_letter).collect::<String>();
        assert_eq!(alike("АВСԀЕНІЈКӀМΝОРЅТՍХУΖ"), "ABCDEHIJKLMNOPSTUXYZ");
        assert_eq!(alike("аϲԁеһіјӏⅿոорѕυху"), "acdehijlmnopsuxy");
        for c in ['a', 'é', 'ю', '0', '例'] {
            assert_eq!(ascii_letter(c), None, "{c}");
        }
    }
}
