//! Texts whose boundaries are right: what stands between them, what is on them, what else stands beside.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::forge::{Forge, block};
use crate::texts::{BEGIN, END, Parts};

/// The characters of the base64 with `new` put in at the place, `cut` characters for it.
fn spliced(pem: &str, line: usize, column: usize, cut: usize, new: &str) -> String {
    let mut lines: Vec<String> = pem.lines().map(str::to_owned).collect();
    let line = line.min(lines.len() - 2);
    let column = column.min(lines[line].len() - cut);
    lines[line].replace_range(column..column + cut, new);
    lines.join("\n") + "\n"
}

/// A root whose base64 ends with so many `=`.
fn padded(count: usize) -> String {
    let names = ["Example CA", "Example CA1", "Example CA12"];
    let ends = format!("{}\n{END}", &"=="[..count]);
    let forged = names.iter().map(|name| Forge::root(name).pem());
    let mut fits = forged.filter(|pem| pem.contains(&ends) && !pem.contains(&format!("={ends}")));
    fits.next().expect("one of three names fits")
}

pub(crate) fn bodies(parts: &mut Parts) {
    let foreign = [
        "!", "-", "_", "*", ".", ",", "=", "==", " ", "\t", "\u{a0}", "\u{200b}", "\u{feff}", "\0", "\\",
        "\\/", "\u{e9}", "&#43;", "%2B", "\"", "\r", "\u{2028}", "\n\n", "\n \n", "\n\r\n", "\n", "…",
        "\u{7f}", "\u{ff21}",
    ];
    for new in foreign {
        parts.mangled(&format!("{new:?} amidst a line"), |pem| spliced(pem, 3, 10, 0, new));
        let (root, other) = (parts.root.clone(), parts.other.clone());
        parts.add(format!("{new:?} for a digit"), spliced(&root, 3, 10, 1, new) + &other, &[&root, &other]);
        parts.add(format!("{new:?} at the start"), spliced(&root, 1, 0, 0, new) + &other, &[&root, &other]);
        parts.mangled(&format!("{new:?} at the end"), |pem| spliced(pem, 99, 99, 0, new));
    }
    parts.mangled("two digits too few", |pem| spliced(pem, 3, 10, 2, ""));
    parts.mangled("four digits too few", |pem| spliced(pem, 3, 10, 4, ""));
    parts.mangled("a line too few", |pem| {
        pem.lines().enumerate().filter(|(nth, _)| *nth != 4).map(|(_, line)| format!("{line}\n")).collect()
    });
    parts.mangled("a line twice", |pem| {
        pem.lines()
            .enumerate()
            .map(|(nth, line)| format!("{line}\n").repeat(1 + usize::from(nth == 4)))
            .collect()
    });
    for (count, ends) in [(0, ["=", "==", "A"]), (1, ["", "==", "A="]), (2, ["", "=", "==="])] {
        let pem = padded(count);
        for end in ends {
            let kept = &"=="[..count];
            let text = pem.replace(&format!("{kept}\n{END}"), &format!("{end}\n{END}"));
            parts.add(format!("{end:?} instead of {kept:?}"), text, &[&pem]);
        }
        let text = pem.replace(&format!("\n{END}"), &format!("\n\n{END}"));
        parts.add(format!("a blank line before END, {count} signs"), text, &[&pem]);
        let text = pem.replace(&format!("\n{END}"), &format!("\n  \n{END}"));
        parts.add(format!("a line of blanks before END, {count} signs"), text, &[&pem]);
    }
    for (count, old, new) in [(1, "=\n-", "=\n=\n-"), (2, "==\n-", "=\n=\n-"), (2, "==\n-", "= =\n-")] {
        let pem = padded(count);
        parts.add(format!("{new:?} for {old:?}"), pem.replacen(old, new, 1), &[&pem]);
    }
    // Bits beyond the last byte.
    let pem = padded(2);
    let at = pem.find("==\n").expect("padding") - 1;
    let last = char::from(pem.as_bytes()[at] + 1);
    parts.add("bits left over", format!("{}{last}{}", &pem[..at], &pem[at + 1..]), &[&pem]);

    let headers = [
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n",
        "Proc-Type: 4,MIC-CLEAR\n\n",
        "Proc-Type: 4,CLEAR\n\n",
        "Comment: x\n\n",
        "Comment: x\n",
        "X-Name: a\n b\n\n",
        ": \n\n",
        "\n",
        " \n",
        "# x\n",
        "friendlyName: x\n\n",
    ];
    for header in headers {
        parts.mangled(&format!("headers {header:?}"), |pem| pem.replacen('\n', &format!("\n{header}"), 1));
    }
    parts.mangled("a header at the end", |pem| pem.replacen("\n-----END", "\nX: y\n-----END", 1));
    parts.mangled("no body", |_| format!("{BEGIN}\n{END}\n"));
    parts.mangled("a blank line for a body", |_| format!("{BEGIN}\n\n{END}\n"));
    parts.mangled("url-safe", |pem| {
        pem.lines()
            .map(|line| {
                if line.starts_with('-') {
                    format!("{line}\n")
                } else {
                    line.replace('+', "-").replace('/', "_") + "\n"
                }
            })
            .collect()
    });
}

pub(crate) fn labels(parts: &mut Parts) {
    let labels = [
        "X509 CERTIFICATE",
        "TRUSTED CERTIFICATE",
        "X.509 CERTIFICATE",
        "CA CERTIFICATE",
        "CERTIFICATE REQUEST",
        "NEW CERTIFICATE REQUEST",
        "PKCS7",
        "CMS",
        "PUBLIC KEY",
        "X509 CRL",
        "ATTRIBUTE CERTIFICATE",
        "CERTIFICATE CHAIN",
        "CERT",
        "",
    ];
    for label in labels {
        parts.mangled(&format!("the label {label:?}"), |pem| pem.replace("CERTIFICATE", label));
        parts.mangled(&format!("the label {label:?} in BEGIN"), |pem| pem.replacen("CERTIFICATE", label, 1));
        parts.mangled(&format!("the label {label:?} in END"), |pem| {
            pem.replace("END CERTIFICATE", &format!("END {label}"))
        });
    }
}

/// What is no certificate, and more than one.
pub(crate) fn ders(parts: &mut Parts) {
    let (root, other) = (parts.root.clone(), parts.other.clone());
    let [first, second] = [&root, &other].map(|pem| ::pem::parse(pem).expect("PEM").into_contents());
    let bases = [
        ("a path", "/etc/ssl/ca.pem"),
        ("a file to read", "@ca.pem"),
        ("a command", "$(cat ca.pem)"),
        ("blanks", "  \n"),
        ("a list", "[]"),
        ("nothing but END", END),
        ("nothing but BEGIN", BEGIN),
    ];
    for (name, text) in bases {
        parts.add(name, text, &[]);
    }
    parts.add("bare base64", STANDARD.encode(&first), &[&root]);
    let lines: Vec<&str> = root.lines().filter(|line| !line.starts_with('-')).collect();
    parts.add("bare base64 in lines", lines.join("\n"), &[&root]);
    parts.add("base64 of the PEM", STANDARD.encode(&root), &[&root]);
    parts.add("the PEM in a block", block("CERTIFICATE", root.as_bytes()), &[&root]);
    parts.add("JSON in JSON", serde_json::json!([root, other]).to_string(), &[&root, &other]);
    parts.add("a JSON string", serde_json::json!(root).to_string(), &[&root]);
    parts.add("hexadecimal", crate::oracle::hex(&first), &[&root]);
    let two = [first.clone(), second.clone()].concat();
    parts.add("two in one block", block("CERTIFICATE", &two), &[&root, &other]);
    parts.add(
        "two bodies in one block",
        format!("{}{}", root.replace(&format!("{END}\n"), ""), other.replace(&format!("{BEGIN}\n"), "")),
        &[&root, &other],
    );
    for (name, junk) in
        [("a zero", &[0][..]), ("zeros", &[0; 16]), ("an empty sequence", &[0x30, 0]), ("text", b"\r\n")]
    {
        let text = block("CERTIFICATE", &[&first, junk].concat());
        parts.add(format!("{name} behind the certificate"), &text, &[&root]);
        parts.add(
            format!("{name} behind the certificate, first"),
            format!("{text}{other}"),
            &[&root, &other],
        );
    }
    for cut in [1, 2, 3, 100, first.len() - 1, first.len()] {
        let text = block("CERTIFICATE", &first[..first.len() - cut]);
        parts.add(format!("{cut} bytes too few"), &text, &[&root]);
        parts.add(format!("{cut} bytes too few, first"), format!("{text}{other}"), &[&root, &other]);
        parts.add(format!("{cut} bytes too few, last"), format!("{other}{text}"), &[&root, &other]);
    }
    // OpenSSL decodes only as much as it needs; each of these is a certificate with a wrong byte somewhere.
    for at in (0..first.len()).step_by(7) {
        let mut broken = first.clone();
        broken[at] ^= 0x01;
        parts.add(format!("byte {at} is wrong"), block("CERTIFICATE", &broken), &[]);
    }
}
