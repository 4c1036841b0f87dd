//! PEM texts, good ones and mangled ones, and the certificates that whoever wrote them meant.

use crate::forge::{Forge, block};
use crate::oracle::Oracle;

/// A text under a name.
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) text: String,
    /// The DER of what should be loaded.
    pub(crate) means: Vec<Vec<u8>>,
    /// Why we say something else than OpenSSL: a section of `docs/fidelity.md`.
    pub(crate) because: Option<&'static str>,
}

/// The certificates that texts are made of.
pub(crate) struct Parts {
    pub(crate) root: String,
    pub(crate) other: String,
    pub(crate) intermediate: String,
    pub(crate) list: Vec<Text>,
}

pub(crate) fn file(name: &str) -> String {
    let path = format!("{}/tests/certificates/{name}.pem", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a certificate")
}

fn der(pem: &str) -> Vec<u8> {
    ::pem::parse(pem).expect("PEM").into_contents()
}

pub(crate) const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
pub(crate) const END: &str = "-----END CERTIFICATE-----";

impl Parts {
    pub(crate) fn new() -> Self {
        let [root, other, intermediate] = ["root", "root2", "intermediate"].map(file);
        Self { root, other, intermediate, list: vec![] }
    }

    /// A text that means these.
    pub(crate) fn add(&mut self, name: impl Into<String>, text: impl Into<String>, means: &[&str]) {
        let means = means.iter().map(|pem| der(pem)).collect();
        self.list.push(Text { name: name.into(), text: text.into(), means, because: None });
    }

    /// The root so mangled, alone, before another certificate, and behind it.
    pub(crate) fn mangled(&mut self, name: &str, mangle: impl Fn(&str) -> String) {
        let (root, other) = (self.root.clone(), self.other.clone());
        let broken = mangle(&root);
        self.add(format!("{name}, alone"), &broken, &[&root]);
        self.add(format!("{name}, first"), format!("{broken}{other}"), &[&root, &other]);
        self.add(format!("{name}, last"), format!("{other}{broken}"), &[&root, &other]);
    }

    /// All of root and other so mangled.
    fn whole(&mut self, name: &str, mangle: impl Fn(&str) -> String) {
        let (root, other) = (self.root.clone(), self.other.clone());
        self.add(format!("{name}, alone"), mangle(&root), &[&root]);
        self.add(format!("{name}, two"), mangle(&format!("{root}{other}")), &[&root, &other]);
    }
}

pub(crate) fn all(oracle: &Oracle) -> Vec<Text> {
    let mut parts = Parts::new();
    good(&mut parts);
    line_breaks(&mut parts);
    boundaries(&mut parts);
    beside_boundaries(&mut parts);
    margins(&mut parts);
    crate::bodies::bodies(&mut parts);
    crate::bodies::labels(&mut parts);
    crate::bodies::ders(&mut parts);
    crate::beside::blocks(&mut parts, oracle);
    for (reason, names) in crate::fidelity::TEXTS {
        for name in *names {
            let text = parts.list.iter_mut().find(|text| text.name == *name);
            text.unwrap_or_else(|| panic!("no text is named {name}")).because = Some(reason);
        }
    }
    parts.list
}

fn good(parts: &mut Parts) {
    let (root, other, inter) = (parts.root.clone(), parts.other.clone(), parts.intermediate.clone());
    parts.add("as it should be", &root, &[&root]);
    parts.add("three", format!("{root}{inter}{other}"), &[&root, &inter, &other]);
    parts.add("no last line break", root.trim_end(), &[&root]);
    parts.add("a blank line between", format!("{root}\n{other}"), &[&root, &other]);
    parts.add("blank lines around", format!("\n\n{root}\n \n{other}\n\n"), &[&root, &other]);
    parts.add("a copy", format!("{root}{other}{root}"), &[&root, &other]);
    parts.add("text before", format!("Example Root CA\n===============\n{root}"), &[&root]);
    parts.add("text between", format!("{root}# the other one\n{other}"), &[&root, &other]);
    parts.add("text behind", format!("{root}that is all"), &[&root]);
    parts.add(
        "s_client",
        format!(" 0 s:C = US, CN = x\n   i:C = US\n{root}---\nServer certificate\n"),
        &[&root],
    );
    let bag = "Bag Attributes\n    localKeyID: 01 02\nsubject=C = US\n\nissuer=C = US\n";
    parts.add("bag attributes", format!("{bag}{root}{bag}{other}"), &[&root, &other]);
    parts.add("dashes in text", format!("-----\n-----BEGIN\n----- BEGIN -----\n{root}"), &[&root]);
    parts.add("a byte order mark", format!("\u{feff}{root}"), &[&root]);
    parts.add("a byte order mark between", format!("{root}\u{feff}{other}"), &[&root, &other]);
    parts.add("a byte order mark on its line", format!("\u{feff}\n{root}"), &[&root]);
    for size in [253, 254, 255, 256, 508, 600] {
        let text = "x".repeat(size);
        parts.add(format!("a line of {size} characters before"), format!("{text}\n{root}"), &[&root]);
        parts.add(format!("{size} characters on the line of BEGIN"), format!("{text}{root}"), &[&root]);
    }
    for width in [1, 4, 16, 60, 63, 65, 72, 76, 100, 252, 253, 254, 255, 256, 5000] {
        let digits: Vec<char> =
            root.lines().filter(|line| !line.starts_with('-')).collect::<String>().chars().collect();
        let lines: Vec<String> = digits.chunks(width).map(|line| line.iter().collect()).collect();
        parts.add(format!("lines of {width}"), format!("{BEGIN}\n{}\n{END}\n", lines.join("\n")), &[&root]);
    }
}

fn line_breaks(parts: &mut Parts) {
    let breaks = [
        ("CRLF", "\r\n"),
        ("CR", "\r"),
        ("LFCR", "\n\r"),
        ("CRCRLF", "\r\r\n"),
        ("escaped", "\\n"),
        ("escaped twice", "\\\\n"),
        ("escaped CRLF", "\\r\\n"),
        ("escaped and real", "\\n\n"),
        ("a backslash", "\\\n"),
        ("blanks", " "),
        ("tabs", "\t"),
        ("nothing", ""),
        ("LS", "\u{2028}"),
        ("NEL", "\u{85}"),
        ("VT", "\u{b}"),
        ("FF", "\u{c}"),
        ("NUL", "\0"),
        ("%0A", "%0A"),
        ("%0D%0A", "%0D%0A"),
        ("br", "<br>"),
        ("entity", "&#10;"),
        ("comma", ","),
        ("semicolon", ";"),
        ("pipe", "|"),
        ("doubled", "\n\n"),
        ("trailing blanks", "   \n"),
        ("trailing tabs", "\t\n"),
        ("trailing NBSP", "\u{a0}\n"),
        ("trailing ZWSP", "\u{200b}\n"),
        ("trailing comma", ",\n"),
        ("trailing quotes", "\"\n"),
        ("trailing e acute", "\u{e9}\n"),
        ("trailing control", "\u{1}\n"),
    ];
    for (name, with) in breaks {
        parts.whole(&format!("lines end with {name}"), |text| text.replace('\n', with));
    }
    parts.whole("words by blanks", |text| {
        text.replace('\n', " ").replace("----- M", "-----\nM").replace("= --", "=\n--")
    });
}

fn boundaries(parts: &mut Parts) {
    let dashes = [
        "",
        "-",
        "----",
        "------",
        "—",
        "–––––",
        "\u{2212}\u{2212}\u{2212}\u{2212}\u{2212}",
        "=====",
        "- - -",
    ];
    for other in dashes {
        parts.mangled(&format!("`{other}` before BEGIN"), |pem| {
            pem.replacen("-----BEGIN", &format!("{other}BEGIN"), 1)
        });
        parts.mangled(&format!("`{other}` after BEGIN"), |pem| {
            pem.replacen(BEGIN, &format!("-----BEGIN CERTIFICATE{other}"), 1)
        });
        parts.mangled(&format!("`{other}` before END"), |pem| {
            pem.replacen("-----END", &format!("{other}END"), 1)
        });
        parts.mangled(&format!("`{other}` after END"), |pem| {
            pem.replacen(END, &format!("-----END CERTIFICATE{other}"), 1)
        });
    }
    let spellings = [
        ("lower case", "begin certificate", "end certificate"),
        ("title case", "Begin Certificate", "End Certificate"),
        ("two blanks", "BEGIN  CERTIFICATE", "END  CERTIFICATE"),
        ("a blank first", " BEGIN CERTIFICATE", " END CERTIFICATE"),
        ("a blank last", "BEGIN CERTIFICATE ", "END CERTIFICATE "),
        ("a tab", "BEGIN\tCERTIFICATE", "END\tCERTIFICATE"),
        ("an NBSP", "BEGIN\u{a0}CERTIFICATE", "END\u{a0}CERTIFICATE"),
        ("no blank", "BEGINCERTIFICATE", "ENDCERTIFICATE"),
        ("no word", "BEGIN", "END"),
        ("a Cyrillic letter", "BEGIN CERTIFI\u{421}ATE", "END CERTIFI\u{421}ATE"),
        ("plural", "BEGIN CERTIFICATES", "END CERTIFICATES"),
        ("START", "START CERTIFICATE", "END CERTIFICATE"),
    ];
    for (name, begin, end) in spellings {
        parts.mangled(&format!("{name} in both"), |pem| {
            pem.replace("BEGIN CERTIFICATE", begin).replace("END CERTIFICATE", end)
        });
        parts.mangled(&format!("{name} in BEGIN"), |pem| pem.replace("BEGIN CERTIFICATE", begin));
        parts.mangled(&format!("{name} in END"), |pem| pem.replace("END CERTIFICATE", end));
    }
    parts.mangled("no BEGIN", |pem| pem.replacen(&format!("{BEGIN}\n"), "", 1));
    parts.mangled("no END", |pem| pem.replacen(&format!("{END}\n"), "", 1));
    parts.mangled("no END, and no line break", |pem| pem.replacen(&format!("\n{END}\n"), "", 1));
    parts.mangled("BEGIN twice", |pem| format!("{BEGIN}\n{pem}"));
    parts.mangled("END twice", |pem| format!("{pem}{END}\n"));
    parts.mangled("BEGIN for END", |pem| pem.replacen("-----END", "-----BEGIN", 1));
    parts.mangled("END for BEGIN", |pem| pem.replacen("-----BEGIN", "-----END", 1));
    parts.mangled("an empty block before", |pem| format!("{BEGIN}\n{END}\n{pem}"));
    parts.mangled("cut off", |pem| pem[..pem.len() / 2].to_owned() + "\n");
}

fn beside_boundaries(parts: &mut Parts) {
    let junk = [
        " ", "\t", "\"", "'", ",", ";", "#", ">", "> ", "x", "text ", "\u{feff}", "\u{a0}", "\u{200b}",
        "\u{e9}", "\0", "\u{1}", "\\", "-", "=", "\r", "|", "\u{3000}",
    ];
    for junk in junk {
        let name = format!("{junk:?}");
        parts.mangled(&format!("{name} before BEGIN"), |pem| format!("{junk}{pem}"));
        parts.mangled(&format!("{name} behind BEGIN"), |pem| {
            pem.replacen(BEGIN, &format!("{BEGIN}{junk}"), 1)
        });
        parts.mangled(&format!("{name} before END"), |pem| pem.replacen(END, &format!("{junk}{END}"), 1));
        parts.mangled(&format!("{name} behind END"), |pem| pem.replacen(END, &format!("{END}{junk}"), 1));
    }
    let (root, other) = (parts.root.clone(), parts.other.clone());
    let glued = |with: &str| format!("{}{with}{other}", root.trim_end());
    for with in ["", " ", ",", "\\n", "\"\n\"", "\",\n\"", ",\n", "\r", "\u{2028}", "  \n  "] {
        parts.add(format!("{with:?} between END and BEGIN"), glued(with), &[&root, &other]);
    }
}

fn margins(parts: &mut Parts) {
    for margin in [" ", "  ", "    ", "\t", "> ", "| ", "# ", "- ", "\u{a0}", "\u{feff}", "\"", "+"] {
        let name = format!("{margin:?}");
        let on = |which: fn(&str) -> bool| {
            move |text: &str| -> String {
                text.lines()
                    .map(|line| format!("{}{line}\n", if which(line) { margin } else { "" }))
                    .collect()
            }
        };
        parts.whole(&format!("{name} before every line"), on(|_| true));
        parts.whole(&format!("{name} before every line of a body"), on(|line| !line.starts_with('-')));
        parts.whole(&format!("{name} before boundaries"), on(|line| line.starts_with('-')));
        parts.whole(&format!("{name} before all but the first line"), on(|line| line != BEGIN));
    }
    let forged = Forge::root("Example Forged CA");
    let means = [forged.pem()];
    parts.add("a forged one", forged.pem(), &[&means[0]]);
    parts.add("YAML", format!("|\n{}", forged.pem().replace("\n", "\n  ")), &[&means[0]]);
    parts.add("a label of one's own", block("EXAMPLE", &forged.der()), &[&means[0]]);
}
