//! The certificates of one field, and how they belong together.

use std::cell::OnceCell;
use std::ops::Range;

use super::certificate::Certificate;
use super::der::{DerFault, DerKind};
use super::name::mark_of;
use super::paths::Ways;
use super::pem::{Bare, Block, BodyFault, Padding, PemFault, PemRemark, PemText};
use super::roots;
use crate::language::{Fault, Language};

/// What is wrong with a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BundleFault {
    /// With the text.
    Pem(PemFault),
    /// With what a block contains.
    Der {
        /// Which block, counted from zero.
        block: usize,
        fault: DerFault,
    },
}

/// One value of `customerX509.cas` or `ldap.caCertificate`.
#[derive(Debug)]
pub(crate) struct Bundle {
    blocks: Vec<Block>,
    entries: Vec<Entry>,
    faults: Vec<Fault<BundleFault>>,
    remarks: Vec<Fault<PemRemark>>,
    bare: Option<Bare>,
    disguised: Vec<usize>,
    duplicates: Vec<(usize, usize)>,
    /// Per certificate the first one of the same name and key.
    authorities: OnceCell<Vec<usize>>,
    /// Those of the certificates that are not what most are: twenty rules ask.
    odd: OnceCell<Vec<usize>>,
    /// At the time for which they were asked first: most often it is the only one.
    pub(super) ways: OnceCell<Ways>,
}

/// A certificate and where it stands.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its block among [`Bundle::blocks`].
    block: usize,
    /// Its block, with both boundaries.
    pub(crate) at: Range<usize>,
    /// The BEGIN of the block.
    pub(crate) begin: Range<usize>,
    /// Whether the label is `TRUSTED CERTIFICATE`: OpenSSL takes it into the store, but does not name it
    /// to clients, and refuses a file that has no other.
    pub(crate) is_trusted: bool,
    /// Whether OpenSSL's trust settings stand behind the certificate in such a block.
    pub(crate) has_settings: bool,
    /// Whether the body had no bytes besides, where it was read in spite of something.
    is_whole: bool,
    pub(crate) certificate: Certificate,
    /// Asked by three rules.
    is_well_known: OnceCell<bool>,
}

impl Entry {
    /// Whether that is a root that browsers trust, or trusted once.
    pub(crate) fn is_well_known(&self) -> bool {
        *self.is_well_known.get_or_init(|| roots::is_well_known(&self.certificate))
    }
}

impl Bundle {
    /// All blocks, of whatever label, with or without faults.
    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// What OpenSSL does not mind about the text, in its order.
    pub(crate) fn remarks(&self) -> &[Fault<PemRemark>] {
        &self.remarks
    }

    /// What is wrong with the text, as against what its blocks contain.
    pub(crate) fn pem_faults(&self) -> impl Iterator<Item = (&PemFault, &Range<usize>)> {
        self.faults.iter().filter_map(|fault| match &fault.kind {
            BundleFault::Pem(kind) => Some((kind, &fault.at)),
            BundleFault::Der { .. } => None,
        })
    }

    /// Whether a certificate was decoded from the block in which the place is.
    pub(crate) fn is_decoded(&self, place: &Range<usize>) -> bool {
        let before = self.entries.partition_point(|entry| entry.at.start <= place.start);
        let entry = before.checked_sub(1).and_then(|index| self.entries.get(index));
        entry.is_some_and(|entry| {
            place.end <= entry.at.end && entry.is_whole && entry.certificate.trailing().is_none()
        })
    }

    /// Whether the block whose BEGIN is at a place, or next to it, is whole. OpenSSL loads a bundle in which
    /// it does not see a broken block, and refuses it when it does.
    pub(crate) fn begins_whole_block(&self, place: &Range<usize>) -> bool {
        let index = self.blocks.partition_point(|block| block.begin.end <= place.start);
        let is_certificate = self.blocks.get(index).is_some_and(Block::is_certificate);
        !is_certificate || self.entries.binary_search_by_key(&index, |entry| entry.block).is_ok()
    }

    /// What the text is, if it is base64 without BEGIN and END.
    pub(crate) fn bare(&self) -> Option<&Bare> {
        self.bare.as_ref()
    }

    /// The blocks, by their index, that hold a certificate under a label that announces none.
    pub(crate) fn disguised(&self) -> &[usize] {
        &self.disguised
    }

    /// The certificates that could be decoded, in the order of the text.
    pub(crate) fn certificates(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// The same without where they stand.
    pub(crate) fn into_certificates(self) -> impl Iterator<Item = Certificate> {
        self.entries.into_iter().map(|entry| entry.certificate)
    }

    /// The certificate at an index of [`Self::certificates`].
    pub(crate) fn certificate(&self, index: usize) -> Option<&Entry> {
        self.entries.get(index)
    }

    /// The base64 characters of a part of the DER of a certificate; its BEGIN, if there is no such part.
    /// `text` is what was parsed.
    pub(crate) fn characters(&self, text: &str, entry: &Entry, der: Range<usize>) -> Range<usize> {
        let block = self.blocks.get(entry.block);
        block.and_then(|block| block.characters(text, der)).unwrap_or_else(|| entry.begin.clone())
    }

    /// The certificates, each once, with their index.
    pub(crate) fn distinct(&self) -> impl Iterator<Item = (usize, &Entry)> {
        let mut copies = self.duplicates.iter().map(|&(copy, _)| copy).peekable();
        self.entries.iter().enumerate().filter(move |(index, _)| copies.next_if_eq(index).is_none())
    }

    /// Whether the text is certificates and nothing else, in blocks as RFC 7468 wants them.
    pub(crate) fn is_plain(&self) -> bool {
        let are_certificates = self.blocks.iter().all(|block| block.label == "CERTIFICATE");
        !self.entries.is_empty() && self.faults.is_empty() && self.remarks.is_empty() && are_certificates
    }

    /// Those of them that are not what most are.
    pub(crate) fn odd(&self) -> impl Iterator<Item = (usize, &Entry)> {
        let is_odd = |(index, entry): (usize, &Entry)| (!entry.certificate.is_usual()).then_some(index);
        let odd = self.odd.get_or_init(|| self.distinct().filter_map(is_odd).collect());
        odd.iter().filter_map(|&index| Some((index, self.certificate(index)?)))
    }

    /// Whether there is one certificate that is its own issuer, as in most fields.
    pub(crate) fn is_root_alone(&self) -> bool {
        matches!(self.entries.as_slice(), [root] if root.certificate.is_self_signed())
    }

    /// Whether there is, as far as can be told, no certificate but those that could be decoded.
    pub(crate) fn is_whole(&self) -> bool {
        // A request is no certificate.
        let announces = |label: &str| label.contains("CERT") && !label.ends_with("REQUEST");
        let announced = self.blocks.iter().filter(|block| announces(&block.label));
        let harmless = |fault: &Fault<BundleFault>| {
            matches!(fault.kind, BundleFault::Pem(PemFault::Boundary(_) | PemFault::EscapedNewlines(_)))
        };
        announced.count() == self.entries.len()
            && self.disguised.is_empty()
            && self.faults.iter().all(harmless)
    }

    /// The lines that belong to no block and are not empty; `text` is what was parsed. A line may end with the characters `\n`,
    /// too.
    pub(crate) fn lines_beside<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let starts = std::iter::once(0).chain(self.blocks.iter().map(|block| block.at.end));
        let ends = self.blocks.iter().map(|block| block.at.start).chain([text.len()]);
        let between = starts.zip(ends).filter_map(move |(start, end)| text.get(start..end));
        between.flat_map(str::lines).filter(|line| !line.is_empty()).flat_map(|line| line.split("\\n"))
    }

    /// Whether there is anything wrong with the text or what is in it.
    pub(crate) fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// What the names of the certificates take in the request that the database sends to each client:
    /// their DER, each once, with two bytes for the length of each.
    pub(crate) fn size_of_names(&self) -> usize {
        let named = self.entries.iter().filter(|entry| !entry.is_trusted).map(|entry| &entry.certificate);
        let mut named: Vec<&Certificate> = named.collect();
        named.sort_by_key(|certificate| {
            (mark_of(certificate.comparable_subject()), certificate.comparable_subject())
        });
        named.dedup_by_key(|certificate| certificate.comparable_subject());
        let sizes = named.iter().map(|certificate| certificate.places().subject.len() + 2);
        sizes.sum()
    }

    /// The first certificate with the name and the key of the one at an index: both make an authority the same.
    pub(crate) fn authority(&self, index: usize) -> usize {
        let authorities = self.authorities.get_or_init(|| {
            first_of_same(&self.entries, |Entry { certificate, .. }| {
                let key = certificate.key_bytes();
                let subject = certificate.comparable_subject();
                (mark_of(subject), subject, taste(key), key)
            })
        });
        authorities.get(index).copied().unwrap_or(index)
    }

    /// Whether two have the same key.
    pub(super) fn have_same_key(&self, one: usize, other: usize) -> bool {
        let key = |index| self.certificate(index).map(|entry| entry.certificate.key_bytes());
        key(one) == key(other)
    }

    /// The certificates that stand there before: each with the index of its first copy.
    pub(crate) fn duplicates(&self) -> &[(usize, usize)] {
        &self.duplicates
    }
}

impl Language for Bundle {
    type Fault = BundleFault;

    fn parse(text: &str) -> Self {
        let PemText { mut blocks, faults, remarks, bare } = PemText::scan(text);
        let mut faults: Vec<_> =
            faults.into_iter().map(|fault| Fault::new(BundleFault::Pem(fault.kind), fault.at)).collect();
        let mut entries = Vec::with_capacity(blocks.len());
        let mut disguised = Vec::new();
        let mut cut_off = Vec::new();
        let is_body = |fault: &&Fault<BundleFault>| matches!(fault.kind, BundleFault::Pem(PemFault::Body(_)));
        let is_padding = |fault: &Fault<BundleFault>| {
            matches!(fault.kind, BundleFault::Pem(PemFault::Body(BodyFault::Padding(_))))
        };
        let mended: Vec<(usize, bool)> =
            faults.iter().filter(is_body).map(|fault| (fault.at.start, is_padding(fault))).collect();
        for (index, block) in blocks.iter_mut().enumerate() {
            if !block.is_certificate() && super::der::is_certificate(&block.der) {
                disguised.push(index);
            }
            if !block.is_certificate() || block.der.is_empty() {
                continue;
            }
            // Where the body was read in spite of something, what became of the bytes follows from that.
            let next = mended.partition_point(|(at, _)| *at < block.at.start);
            let mended = mended.get(next..).unwrap_or_default();
            let mut mended = mended.iter().take_while(|(at, _)| *at < block.at.end).peekable();
            let is_mended = mended.peek().is_some();
            let is_padded = mended.all(|(_, is_padding)| *is_padding);
            // The certificate keeps the bytes, the block need not.
            match decode(std::mem::take(&mut block.der).into_inner(), block.is_trusted(), is_mended) {
                Ok(Decoded { certificate, is_whole, has_settings }) => entries.push(Entry {
                    block: index,
                    is_whole,
                    has_settings,
                    at: block.at.clone(),
                    begin: block.begin.clone(),
                    is_trusted: block.is_trusted(),
                    certificate,
                    is_well_known: OnceCell::new(),
                }),
                Err(fault) => {
                    let is_cut_off = is_padded && fault.missing.is_some();
                    if is_mended && !is_cut_off {
                        continue;
                    }
                    let at = place(text, block, &fault);
                    cut_off.extend(fault.missing.map(|_| block.at.clone()));
                    faults.push(Fault::new(BundleFault::Der { block: index, fault }, at));
                }
            }
        }
        faults.retain(|fault| !follows_from_cut(fault, &cut_off));
        faults.sort_by_key(|fault| fault.at.start);
        let first = first_of_same(&entries, |entry| {
            let der = entry.certificate.der();
            (taste(der), der)
        });
        let duplicates = first.into_iter().enumerate().filter(|(index, first)| first != index).collect();
        let (authorities, odd, ways) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { blocks, entries, faults, remarks, bare, disguised, duplicates, authorities, odd, ways }
    }

    fn faults(&self) -> &[Fault<BundleFault>] {
        &self.faults
    }
}

/// Whether a fault is the padding of a body that is cut off, in one of those blocks: it is missing with
/// the rest.
fn follows_from_cut(fault: &Fault<BundleFault>, cut_off: &[Range<usize>]) -> bool {
    let BundleFault::Pem(PemFault::Body(BodyFault::Padding(kind))) = &fault.kind else { return false };
    let before = cut_off.partition_point(|at| at.start <= fault.at.start);
    let block = before.checked_sub(1).and_then(|index| cut_off.get(index));
    *kind != Padding::Inside && block.is_some_and(|block| fault.at.end <= block.end)
}

struct Decoded {
    certificate: Certificate,
    /// Whether there were no bytes besides.
    is_whole: bool,
    has_settings: bool,
}

/// The certificate; if `is_mended`, no bytes besides are kept, and nor are trust settings.
fn decode(mut der: Vec<u8>, is_trusted: bool, is_mended: bool) -> Result<Decoded, DerFault> {
    let length = super::der::length_of_first(&der);
    let rest = length.and_then(|length| der.get(length..));
    let has_settings = is_trusted && rest.is_some_and(super::der::is_trust_settings);
    let length = length.filter(|_| is_mended || has_settings);
    let is_whole = has_settings || length.is_none_or(|length| length >= der.len());
    if let Some(length) = length {
        der.truncate(length);
    }
    let certificate = Certificate::from_der(der)?;
    match certificate.trailing() {
        Some(at) if is_trusted => {
            Err(DerFault { at: Some(at), missing: None, instead: Some(DerKind::TrustedCertificate) })
        }
        _ => Ok(Decoded { certificate, is_whole, has_settings }),
    }
}

/// The base64 characters of the byte that breaks a certificate; of the last one, if bytes are missing
/// after it; the BEGIN, if it is something else or no byte is known.
fn place(text: &str, block: &Block, fault: &DerFault) -> Range<usize> {
    let byte = match fault {
        DerFault { instead: Some(_), .. } => None,
        DerFault { missing: Some(_), at: Some(at), .. } => at.checked_sub(1),
        DerFault { at, .. } => *at,
    };
    byte.and_then(|byte| block.characters(text, byte..byte + 1)).unwrap_or_else(|| block.begin.clone())
}

/// Eight bytes out of the middle, where those of a key are: whoever compares them first hardly ever has to look further.
fn taste(bytes: &[u8]) -> u64 {
    let middle = bytes.get(bytes.len() / 2..).and_then(|rest| rest.first_chunk::<8>());
    middle.map_or(0, |middle| u64::from_le_bytes(*middle))
}

/// Per certificate the first one that is the same in that respect.
///
/// Sorted: to hash the bytes of all certificates takes eight times as long as to compare the first few of them.
fn first_of_same<'e, K: Ord>(entries: &'e [Entry], respect: impl Fn(&'e Entry) -> K) -> Vec<usize> {
    let mut sorted: Vec<(K, usize)> =
        entries.iter().enumerate().map(|(index, entry)| (respect(entry), index)).collect();
    sorted.sort_unstable();
    let mut first = vec![0; entries.len()];
    for same in sorted.chunk_by(|(one, _), (other, _)| one == other) {
        for (_, index) in same {
            if let (Some(place), Some((_, original))) = (first.get_mut(*index), same.first()) {
                *place = *original;
            }
        }
    }
    first
}
