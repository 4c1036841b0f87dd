use super::*;

/// What is read at once is what x509-parser reads.
#[test]
fn a_plain_key_identifier_is_read_as_any_is() {
    let mut plain = [0, 0];
    for der in webpki_root_certs_of_2024::TLS_SERVER_ROOT_CERTS.iter() {
        let (_, certificate) = x509_parser::parse_x509_certificate(der).expect("a certificate");
        for extension in certificate.extensions() {
            let (kind, key) = match extension.parsed_extension() {
                ParsedExtension::SubjectKeyIdentifier(key) => (Kind::SubjectKey, Some(key.0)),
                ParsedExtension::AuthorityKeyIdentifier(authority) => {
                    (Kind::AuthorityKey, authority.key_identifier.as_ref().map(|key| key.0))
                }
                _ => continue,
            };
            let found = plain_key(kind, extension.value);
            if let Some(found) = found {
                assert_eq!(Some(found), key);
                plain[usize::from(kind == Kind::AuthorityKey)] += 1;
            }
        }
    }
    assert!(plain.iter().all(|count| *count > 10), "{plain:?}");
    let others: [(Kind, &[u8]); 4] = [
        (Kind::SubjectKey, &[4, 1, 7, 0]),
        (Kind::AuthorityKey, &[0x30, 0]),
        (Kind::AuthorityKey, &[0x30, 6, 0x80, 1, 7, 0x82, 1, 1]),
        (Kind::ExtendedKeyUsage, &[4, 1, 7]),
    ];
    assert!(others.iter().all(|(kind, value)| plain_key(*kind, value).is_none()));
}
