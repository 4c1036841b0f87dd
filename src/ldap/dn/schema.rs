//! Attribute types that are known: of the standards, of certificates, and of the directories in wide use.
//!
//! A directory may have any others; these serve to tell a slip from a type that somebody has.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The types that entries are named by; what a slip is most likely meant to be comes first.
pub(super) const NAMING: &[&str] = &[
    // RFC 4514 §3, and what else directories and certificates abbreviate.
    "CN",
    "OU",
    "DC",
    "UID",
    "O",
    "L",
    "C",
    "ST",
    "E",
    "SN",
    "mail",
    "STREET",
    // The same in full, and others of RFC 4519, RFC 2798 and PKCS #9.
    "commonName",
    "organizationalUnitName",
    "domainComponent",
    "userid",
    "organizationName",
    "localityName",
    "countryName",
    "stateOrProvinceName",
    "streetAddress",
    "surname",
    "givenName",
    "displayName",
    "title",
    "serialNumber",
    "dnQualifier",
    "generationQualifier",
    "pseudonym",
    "uniqueIdentifier",
    "employeeNumber",
    "uidNumber",
    "email",
    "emailAddress",
    "unstructuredName",
    // Active Directory, FreeIPA, 389 Directory Server.
    "sAMAccountName",
    "userPrincipalName",
    "krbPrincipalName",
    "ipaUniqueID",
    "nsUniqueId",
    "entryUUID",
];

/// Known types that hardly name a bind account, and short ones that are not meant as another: nobody
/// mistypes into them, but they are no slips either.
const OTHERS: &str = "\
    a audio aRecord associatedDomain associatedName automountInformation automountKey automountMapName bootFile \
    buildingName businessCategory carLicense cc challengePassword changeNumber co comment company \
    cosPriority countryCode countryOfCitizenship countryOfResidence csn dateOfBirth department \
    departmentNumber description destinationIndicator distinguishedName division dnq dNSHostName \
    documentAuthor documentIdentifier documentLocation documentPublisher documentTitle documentVersion drink \
    eid employeeID employeeType enhancedSearchGuide entryDN facsimileTelephoneNumber favouriteDrink fax fn fqdn \
    friendlyCountryName g gecos gender generation gid gidNumber gn groupMembership guid homeDirectory \
    homePhone homePostalAddress homeTelephoneNumber host hostGroup houseIdentifier i idnsName info initials \
    internationalISDNNumber ip ipaAnchorUUID ipaCertSubject ipaNTSecurityIdentifier ipHostNumber \
    ipNetmaskNumber ipNetworkNumber ipPhone ipProtocolNumber ipServicePort ipServiceProtocol jid jpegPhoto \
    jurisdictionC jurisdictionCountryName jurisdictionL jurisdictionLocalityName jurisdictionST \
    jurisdictionStateOrProvinceName krbCanonicalName krbPrincipal krbRealmName labeledURI legacyExchangeDN \
    loginShell macAddress mailNickname manager member memberNisNetgroup memberOf memberUid mobile \
    mobileTelephoneNumber name nameAtBirth nisDomain nisMapEntry nisMapName nsRole objectCategory \
    objectClass objectGUID objectSid objectUUID oid oncRpcNumber orclGUID organizationalStatus \
    organizationIdentifier owner pager pagerTelephoneNumber personalTitle photo physicalDeliveryOfficeName \
    pid placeOfBirth postalAddress postalCode postOfficeBox preferredDeliveryMethod preferredLanguage \
    primaryGroupID proxyAddresses registeredAddress reqStart rfc822Mailbox role roleOccupant roomNumber s \
    sambaDomainName sambaSID searchGuide secretary seeAlso servicePrincipalName sid singleLevelQuality sp \
    sudoUser t telephoneNumber teletexTerminalIdentifier telexNumber treeName uniqueMember \
    unstructuredAddress url userCertificate userClass userPassword userPKCS12 userSMIMECertificate \
    uSNChanged uuid wWWHomePage x121Address x500UniqueIdentifier";

/// The longest that any of them is, in bytes, with room to spare.
pub(super) const LONGEST: usize = 40;

/// A type as it is spelled. Of those that most names consist of no copy is made: a mapping has half a dozen.
pub(super) fn spelled(written: &str) -> Cow<'static, str> {
    const USUAL: [&str; 6] = ["CN", "OU", "DC", "cn", "ou", "dc"];
    let usual = USUAL.into_iter().find(|usual| *usual == written);
    usual.map_or_else(|| Cow::Owned(written.to_owned()), Cow::Borrowed)
}

/// Whether a type of that spelling is known, in whatever case.
pub(super) fn is_known(written: &str) -> bool {
    static KNOWN: LazyLock<HashSet<String>> = LazyLock::new(|| {
        NAMING.iter().copied().chain(OTHERS.split(' ')).map(str::to_ascii_lowercase).collect()
    });
    // Most names consist of these, and making the table is a twelfth of what a process does that checks one body.
    ["CN", "OU", "DC"].iter().any(|usual| usual.eq_ignore_ascii_case(written))
        || written.len() <= LONGEST && KNOWN.contains(&written.to_ascii_lowercase())
}

/// Whether entries are named by a type of that spelling, in whatever case.
pub(crate) fn is_naming(written: &str) -> bool {
    NAMING.iter().any(|known| known.eq_ignore_ascii_case(written))
}

/// The short name of the types that most names consist of, for their other names (RFC 4519 §2).
pub(super) fn short(written: &str) -> Option<&'static str> {
    const OTHER_NAMES: [(&str, &str); 6] = [
        ("commonName", "CN"),
        ("2.5.4.3", "CN"),
        ("organizationalUnitName", "OU"),
        ("2.5.4.11", "OU"),
        ("domainComponent", "DC"),
        ("0.9.2342.19200300.100.1.25", "DC"),
    ];
    let same = |other: &str| other.eq_ignore_ascii_case(written);
    OTHER_NAMES.iter().find(|(other, _)| same(other)).map(|(_, short)| *short)
}
