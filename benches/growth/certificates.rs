//! Hostile certificates: values of `cas` of about so many bytes.

use super::{Input, repeated};
use crate::forge::{self, Forge};

/// So many certificates.
pub(super) const LISTS: &[Input] = &[
    ("certificates of the Web PKI", usersec_benches::payloads::bundle_pem),
    ("made certificates", |number| {
        (0..number).map(|index| Forge::root(&format!("CA {index}")).pem()).collect()
    }),
];

pub(super) const INPUTS: &[Input] = &[
    ("-----BEGIN , over and over", |size| repeated("-----BEGIN ", size)),
    ("-----BEGIN CERTIFICATE-----, over and over", |size| repeated("-----BEGIN CERTIFICATE-----\n", size)),
    ("-----END CERTIFICATE-----, over and over", |size| repeated("-----END CERTIFICATE-----\n", size)),
    ("dashes", |size| repeated("-", size)),
    ("A, over and over", |size| repeated("A", size)),
    ("A, over and over, in a block", |size| armored(&repeated("A", size))),
    ("lines of A, in a block", |size| armored(&repeated(&format!("{}\n", "A".repeat(64)), size))),
    ("empty lines, in a block", |size| armored(&repeated("AAAA\n\n", size))),
    ("escaped line breaks", |size| armored(&repeated("AAAA\\n", size))),
    ("carriage returns", |size| armored(&repeated("AAAA\r", size))),
    ("byte order marks", |size| repeated("\u{feff}", size)),
    ("no-break spaces, in a block", |size| armored(&repeated("A\u{a0}", size))),
    ("blocks of one foreign byte", |size| repeated(&armored("!\n"), size)),
    ("blocks glued together", |size| repeated(armored("AAAA\n").trim_end(), size)),
    ("blocks with a comma behind", |size| repeated(&format!("{},\n", armored("AAAA\n").trim_end()), size)),
    ("blocks with a margin", |size| repeated(&armored(&"A".repeat(64)).replace('\n', "\n> "), size)),
    ("blocks with a margin, glued", |size| repeated(&armored("AAAA\n").replace('\n', ","), size)),
    ("blocks of another label", |size| repeated(&armored("AAAA\n").replace("CERTIFICATE", "X"), size)),
    ("one certificate", |size| Forge::root(&"x".repeat(size)).pem()),
    ("one certificate with many extensions", many_extensions),
    ("copies of one certificate", |size| repeated(&Forge::root("Example Root CA").pem(), size)),
    ("certificates of one name", |size| certificates(size, |_| Forge::root("Example Root CA"))),
    ("certificates of other names", |size| certificates(size, |index| Forge::root(&format!("CA {index}")))),
    ("a chain", |size| {
        let mut above = Forge::root("CA");
        certificates(size, |index| {
            above = Forge::intermediate(&format!("CA {index}"), &above);
            above.clone()
        })
    }),
];

fn armored(body: &str) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n")
}

fn certificates(size: usize, mut make: impl FnMut(usize) -> Forge) -> String {
    let mut text = String::new();
    let mut index: usize = 0;
    while text.len() < size {
        text += &make(index).serial(&index.to_be_bytes()).pem();
        index += 1;
    }
    text
}

fn many_extensions(size: usize) -> String {
    let root = Forge::root("Example Root CA");
    (0..size / 40)
        .fold(root, |root, index| {
            root.with_another(forge::extension::raw(
                &format!("1.3.6.1.4.1.99999.{index}"),
                false,
                b"\x05\x00",
            ))
        })
        .pem()
}
