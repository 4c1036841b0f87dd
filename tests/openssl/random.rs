//! Texts with a few random changes; the same ones on every run.

use crate::texts::{BEGIN, END, Text, file};

/// xorshift64*
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).expect("31 bits") % limit.max(1)
    }
}

/// What is put in.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "  ",
    "\t",
    "-",
    "--",
    "-----",
    "=",
    "==",
    ",",
    "\"",
    "\\n",
    "x",
    "A",
    "AAAA",
    "!",
    ":",
    "a: b\n",
    BEGIN,
    END,
    "-----BEGIN ",
    "-----END ",
    "CERTIFICATE",
    "X509 ",
    "\u{a0}",
    "\u{feff}",
    "é",
    "# text\n",
];

/// Each of two or three certificates, and one to three changes, mostly near a boundary.
pub(crate) fn texts(count: usize) -> Vec<Text> {
    let mut random = Random(0x0af1_9d11);
    let pems = ["root", "root2", "intermediate", "renewed-root"].map(file);
    let ders = pems.each_ref().map(|pem| ::pem::parse(pem).expect("PEM").into_contents());
    let mut texts = vec![];
    for nth in 0..count {
        let chosen: Vec<usize> = (0..2 + random.below(2)).map(|at| (at + nth) % pems.len()).collect();
        let mut text: String = chosen.iter().map(|at| pems[*at].as_str()).collect();
        for _ in 0..1 + random.below(3) {
            change(&mut text, &mut random);
        }
        let means = chosen.iter().map(|at| ders[*at].clone()).collect();
        texts.push(Text { name: format!("random {nth}"), text, means, because: None });
    }
    texts
}

fn change(text: &mut String, random: &mut Random) {
    let boundary = match random.below(3) {
        0 => text.match_indices("-----BEGIN").map(|(at, _)| at).collect::<Vec<_>>(),
        1 => text.match_indices("-----END").map(|(at, _)| at).collect(),
        _ => vec![],
    };
    let near =
        boundary.get(random.below(boundary.len())).map(|at| (at + random.below(60)).saturating_sub(16));
    let mut at = near.unwrap_or_else(|| random.below(text.len())).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let piece = PIECES[random.below(PIECES.len())];
    match random.below(5) {
        0 => {
            let mut end = (at + 1 + random.below(3)).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            text.replace_range(at..end, "");
        }
        1 => {
            // A line is lost, or stands there twice.
            let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
            let end = text[at..].find('\n').map_or(text.len(), |found| at + found + 1);
            let line = text[start..end].repeat(2 * random.below(2));
            text.replace_range(start..end, &line);
        }
        _ => text.insert_str(at, piece),
    }
}
