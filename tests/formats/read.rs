//! Reading reports as those for whom they are made do.

use serde_json::Value;

/// A workflow command, as GitHub's runner reads a line of the log.
#[derive(Debug, PartialEq)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) properties: Vec<(String, String)>,
    pub(crate) message: String,
}

impl Command {
    pub(crate) fn read(line: &str) -> Option<Self> {
        let (head, message) = line.strip_prefix("::")?.split_once("::")?;
        let (name, properties) = head.split_once(' ')?;
        let property = |property: &str| {
            let (key, value) = property.split_once('=')?;
            let value =
                value.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",");
            Some((key.to_owned(), value.replace("%25", "%")))
        };
        let message = message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
        let properties = properties.split(',').map(property).collect::<Option<Vec<_>>>()?;
        Some(Self { name: name.to_owned(), properties, message })
    }

    pub(crate) fn property(&self, key: &str) -> Option<&str> {
        let found = self.properties.iter().find(|(found, _)| found == key);
        found.map(|(_, value)| value.as_str())
    }
}

/// What a URI reference was before its bytes were escaped.
pub(crate) fn path_of_uri(uri: &str) -> String {
    let uri = uri.strip_prefix("file://").unwrap_or(uri);
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
                let digits = std::str::from_utf8(&digits).expect("ASCII");
                bytes.push(u8::from_str_radix(digits, 16).expect("hexadecimal"));
            }
            plain => {
                assert!(plain.is_ascii_graphic() && !b"\"<>\\^`{|}#?:".contains(&plain), "{uri}");
                bytes.push(plain);
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// The byte at a line and a column, as an editor finds it that has read the file without its mark.
pub(crate) fn offset(text: &str, line: u64, column: u64) -> usize {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut at =
        text.split_inclusive('\n').take(usize::try_from(line - 1).expect("small")).map(str::len).sum();
    if line == 1 {
        at = mark;
    }
    let mut units = column - 1;
    for c in text[at..].chars() {
        if units == 0 {
            break;
        }
        units = units.checked_sub(c.len_utf16() as u64).expect("a column between characters");
        at += c.len_utf8();
    }
    assert_eq!(units, 0, "the column is in the file");
    at
}

/// Where a region of SARIF begins and ends.
pub(crate) fn region(text: &str, region: &Value) -> std::ops::Range<usize> {
    let number = |key: &str| region[key].as_u64().unwrap_or_else(|| panic!("{key} in {region}"));
    let start = offset(text, number("startLine"), number("startColumn"));
    start..offset(text, number("endLine"), number("endColumn"))
}
