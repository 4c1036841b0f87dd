//! The options of curl: which take a value, and what stands behind them on a command line.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::shell::Word;
use crate::span::Span;

/// An argument of curl.
#[derive(Debug)]
pub(super) enum Argument {
    /// An option by its long name, where it stands, and its value if it takes one and there is one.
    Option { name: &'static str, span: Span, value: Option<Word> },
    /// What is no option.
    Url(Word),
    /// It looks like an option, but curl has none of that name.
    Unknown,
}

/// The options that take a value; those of one letter have it before the colon.
const VALUED: &str = "A:user-agent C:continue-at D:dump-header E:cert F:form H:header K:config P:ftp-port \
    Q:quote T:upload-file U:proxy-user X:request Y:speed-limit b:cookie c:cookie-jar d:data e:referer h:help \
    m:max-time o:output r:range t:telnet-option u:user w:write-out x:proxy y:speed-time z:time-cond \
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert-type ciphers connect-timeout connect-to \
    create-file-mode crlfile curves data-ascii data-binary data-raw data-urlencode delegation dns-interface \
    dns-ipv4-addr dns-ipv6-addr dns-servers doh-url ech egd-file engine etag-compare etag-save \
    expect100-timeout form-string ftp-account ftp-alternative-to-user ftp-method ftp-ssl-ccc-mode \
    happy-eyeballs-timeout-ms haproxy-clientip hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json \
    keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth \
    mail-from mail-rcpt max-filesize max-redirs netrc-file noproxy oauth2-bearer output-dir parallel-max pass \
    pinnedpubkey preproxy proto proto-default proto-redir proxy-cacert proxy-capath proxy-cert proxy-cert-type \
    proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey \
    proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy1.0 pubkey \
    random-file rate request-target resolve retry retry-delay retry-max-time sasl-authzid service-name socks4 \
    socks4a socks5 socks5-gssapi-service socks5-hostname stderr tftp-blksize tls-max tls13-ciphers tlsauthtype \
    tlspassword tlsuser trace trace-ascii trace-config unix-socket url url-query variable vlan-priority";

/// Those that take none.
const FLAGS: &str = "#:progress-bar 0:http1.0 1:tlsv1 2:sslv2 3:sslv3 4:ipv4 6:ipv6 ::next B:use-ascii G:get \
    I:head J:remote-header-name L:location M:manual N:no-buffer O:remote-name R:remote-time S:show-error \
    V:version Z:parallel a:append f:fail g:globoff i:include j:junk-session-cookies k:insecure l:list-only \
    n:netrc p:proxytunnel q:disable s:silent v:verbose \
    alpn anyauth basic buffer ca-native clobber cert-status compressed compressed-ssh create-dirs crlf digest disable-eprt \
    disable-epsv disallow-username-in-url doh-cert-status doh-insecure fail-early fail-with-body false-start \
    form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control \
    haproxy-protocol http0.9 http1.1 http2 http2-prior-knowledge http3 http3-only ignore-content-length keepalive \
    location-trusted mail-rcpt-allowfails negotiate netrc-optional ntlm ntlm-wb parallel-immediate path-as-is \
    npn post301 post302 post303 progress-meter proxy-anyauth proxy-basic proxy-digest proxy-insecure proxy-negotiate proxy-ntlm \
    raw remote-name-all remove-on-error retry-all-errors retry-connrefused sasl-ir sessionid show-headers socks5-basic \
    socks5-gssapi ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort \
    styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options tlsv1.0 tlsv1.1 tlsv1.2 \
    tlsv1.3 tr-encoding trace-ids trace-time xattr";

/// All options by their long names and their letters: the long name, and whether it takes a value.
static OPTIONS: LazyLock<HashMap<&'static str, (&'static str, bool)>> = LazyLock::new(|| {
    let mut options = HashMap::new();
    for (list, takes) in [(VALUED, true), (FLAGS, false)] {
        for entry in list.split_ascii_whitespace() {
            let (letter, name) = entry.split_at_checked(1).unwrap_or_default();
            match name.strip_prefix(':') {
                Some(name) => {
                    options.insert(letter, (name, takes));
                    options.insert(name, (name, takes));
                }
                None => _ = options.insert(entry, (entry, takes)),
            }
        }
    }
    options
});

/// The option of that long name, and whether it takes a value.
fn long(name: &str) -> Option<(&'static str, bool)> {
    let named = |name: &str| OPTIONS.get(name).copied().filter(|_| name.len() > 1);
    named(name).or_else(|| {
        if let Some(name) = name.strip_prefix("expand-") {
            return named(name).filter(|(_, takes)| *takes);
        }
        // That it is turned off is not told: none of these says what is asked for.
        let is_harmless = |name: &str| !matches!(name, "get" | "head" | "next");
        let off = name.strip_prefix("no-").and_then(named);
        off.filter(|(name, takes)| !takes && is_harmless(name)).or_else(|| abbreviated(name))
    })
}

/// The only option that begins so: curl takes it for that one.
fn abbreviated(name: &str) -> Option<(&'static str, bool)> {
    let mut all =
        OPTIONS.iter().filter(|(long, _)| name.len() > 1 && long.len() > 1 && long.starts_with(name));
    let found = all.next().map(|(_, option)| *option);
    found.filter(|_| all.next().is_none())
}

fn short(letter: &str) -> Option<(&'static str, bool)> {
    OPTIONS.get(letter).copied()
}

/// The arguments behind the name of the command.
pub(super) fn arguments(words: &[Word], text: &str) -> Vec<Argument> {
    let mut arguments = Vec::new();
    let mut words = words.iter();
    let mut has_ended = false;
    while let Some(word) = words.next() {
        let plain = word.plain(text);
        let plain = plain.text();
        if has_ended || plain == "-" || !plain.starts_with('-') {
            arguments.push(Argument::Url(word.clone()));
        } else if plain == "--" {
            has_ended = true;
        } else if let Some(name) = plain.strip_prefix("--") {
            let (name, length) = match name.split_once('=') {
                Some((name, _)) => (name, Some(name.len() + 3)),
                None => (name, None),
            };
            arguments.push(match long(name) {
                None => Argument::Unknown,
                Some((name, takes)) => Argument::Option {
                    name,
                    span: Span::new(
                        word.span.start,
                        length.map_or(word.span.end, |length| (word.span.start + length).min(word.span.end)),
                    ),
                    value: match length {
                        Some(length) => Some(word.behind(length)),
                        None => takes.then(|| words.next().cloned()).flatten(),
                    },
                },
            });
        } else {
            letters(word, plain, &mut words, &mut arguments);
        }
    }
    arguments
}

/// Options of one letter, several of them together perhaps, and the value of the last.
fn letters<'w>(
    word: &Word,
    plain: &str,
    words: &mut impl Iterator<Item = &'w Word>,
    arguments: &mut Vec<Argument>,
) {
    for (at, letter) in plain.char_indices().skip(1) {
        let end = at + letter.len_utf8();
        // Where quotes stand in it, the word is the place.
        let start = word.span.start;
        let span = match plain.len() == word.span.len() && plain.is_char_boundary(end) {
            true => Span::new(if at == 1 { start } else { start + at }, start + end),
            false => Span::new(start, (start + end).min(word.span.end)),
        };
        match short(plain.get(at..end).unwrap_or_default()) {
            None => return arguments.push(Argument::Unknown),
            Some((name, false)) => arguments.push(Argument::Option { name, span, value: None }),
            Some((name, true)) => {
                let value = match end < plain.len() {
                    true => Some(word.behind(end)),
                    false => words.next().cloned(),
                };
                return arguments.push(Argument::Option { name, span, value });
            }
        }
    }
}
