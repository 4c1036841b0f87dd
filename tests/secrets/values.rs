//! Secrets in values that are none: in a host, a URL, a name.

use crate::shown::{NARROW, around, is_hidden, nothing_shows, secret};

#[test]
fn user_information_of_a_url_is_hidden() {
    for (i, url) in [
        "ldaps://svc:@@ldap.mycompany.com",
        "ldaps://@@ldap.mycompany.com:636/DC=a",
        "//@@ldap.mycompany.com",
        "ldaps://a@b:@@ldap.mycompany.com",
        "LDAPS://CN=svc,DC=a:@@ldap.mycompany.com",
        "https://x?//y:@@z",
    ]
    .into_iter()
    .enumerate()
    {
        for field in ["hostname", "bindUsername", "authzQueryTemplate", "caCertificate", "other"] {
            let secret = secret(&format!("{i}{field}"));
            let url = url.replacen("@@", &format!("{secret}@"), 1);
            for url in [url.clone(), url.replace('/', "\\/"), url.replace('/', "\\u002f")] {
                let document = format!(r#"{{"ldap":{{"port":0,"{field}":"{url}"}}}}"#);
                nothing_shows(&[&secret], document, NARROW);
            }
        }
    }
}

#[test]
fn a_password_before_a_host_is_hidden() {
    for (i, host) in [
        "svc:@@ldap.mycompany.com",
        "svc:@@h:636",
        "a.example.net, svc:@@[::1]:636",
        "svc@corp:@@ldap.mycompany.com",
    ]
    .into_iter()
    .enumerate()
    {
        for field in ["hostname", "host_name", "Host"] {
            let secret = secret(&format!("{i}{field}"));
            let host = host.replacen("@@", &format!("{secret}@"), 1);
            for host in [host.clone(), host.replace('@', "\\u0040")] {
                let document = format!(r#"{{"ldap":{{"port":0,"{field}":"{host}"}}}}"#);
                nothing_shows(&[&secret], &document, NARROW);
                let read = usersec::Response::parse(&document).expect("an object");
                is_hidden(&secret, &format!("{read:?} {:?}", read.ldap), "Debug", document.as_bytes());
            }
        }
    }
}

#[test]
fn a_password_within_another_value_is_hidden() {
    for (i, value) in [
        "CN=password=@,OU=a,dc=example,DC=net",
        "CN=a b password=@,foo=b,DC=c",
        "CN=a+password=@, OU=\\zz",
        "bindPassword: @",
        "{\\\"bindPassword\\\": \\\"@\\\"}",
        "[{\\\"password\\\":\\\"@\\\"}]",
        "ldap.mycompany.com?secret=@",
        "{password=@}",
    ]
    .into_iter()
    .enumerate()
    {
        for field in ["hostname", "bindUsername", "authzQueryTemplate", "cas", "userToDNMapping", "other"] {
            let secret = secret(&format!("{i}{field}"));
            let member = format!("\"{field}\": \"{}\"", value.replace('@', &secret));
            nothing_shows(&[&secret], around(&member).replace("a b\"", "a\""), NARROW);
        }
    }
}
