//! What is hidden, and what is shown.

use super::*;

fn masked_json(text: &str) -> String {
    serde_json::from_str::<serde::de::IgnoredAny>(text).expect("a test of valid JSON");
    let masked = mask_json(text, 0, &secrets_in_json(text, 0));
    assert_eq!(masked.len(), text.len());
    masked
}

#[test]
fn secret_members_are_hidden_wherever_they_stand() {
    for (text, masked) in [
        (r#"{"bindPassword":"hunter2","a":1}"#, r#"{"bindPassword":"*******","a":1}"#),
        (r#"{"x":[{"BIND_pass-WORD" : "a\"b" }]}"#, r#"{"x":[{"BIND_pass-WORD" : "****" }]}"#),
        (r#"{"\u0070assword":"x","a":"b"}"#, r#"{"\u0070assword":"*","a":"b"}"#),
        (r#"{"my_secret":["x",{"y":"}"}],"a":2}"#, r#"{"my_secret":***************,"a":2}"#),
        (r#"{"pwd":12345}"#, r#"{"pwd":*****}"#),
        (r#"{"bindPasword":"x"}"#, r#"{"bindPasword":"*"}"#),
        ("{\"passwd\":{\n\"a\":1}}", "{\"passwd\":*\n******}"),
        (r#"{"bindPasscode":"x","bindPsswd":"x"}"#, r#"{"bindPasscode":"*","bindPsswd":"*"}"#),
        ("{\"bindPass\u{200b}word\":\"x\"}", "{\"bindPass␦word\":\"*\"}"),
        ("{\"bind\u{2011}Pass\u{feff}word\":\"x\"}", "{\"bind\u{2011}Pass␦word\":\"*\"}"),
        (r#"{"bindUsername":"x","hostname":"y"}"#, r#"{"bindUsername":"x","hostname":"y"}"#),
        (r#"["bindPassword","x"]"#, r#"["bindPassword","x"]"#),
        (r#"{"hostname":"secret.example.com"}"#, r#"{"hostname":"secret.example.com"}"#),
        (r#""{\"bindPassword\":\"x\"}""#, r#""{\"bindPassword*********""#),
        (
            r#"{"hostname":"ldaps://cn:hunter@2@ldap.example.net"}"#,
            r#"{"hostname":"ldaps://***********@ldap.example.net"}"#,
        ),
        (r#"["{\"p\\u0061ssword\":\"x\"}"]"#, r#"["**************************"]"#),
        (r#"{"a":"CORP\\user, \\u006"}"#, r#"{"a":"CORP\\user, \\u006"}"#),
        (r#"{"a":"ldaps:\/\/cn:x@host"}"#, r#"{"a":"ldaps:\/\/****@host"}"#),
        (r#"{"a":"bind with password=x y"}"#, r#"{"a":"bind with password****"}"#),
        (r#"{"hostname":"private-keys.example.com"}"#, r#"{"hostname":"private-keys.example.com"}"#),
    ] {
        assert_eq!(masked_json(text), masked);
    }
}

#[test]
fn the_password_before_a_host_is_hidden() {
    for (text, masked) in [
        (r#"{"hostname":"svc:hunter2@ldap.example.net"}"#, r#"{"hostname":"svc:*******@ldap.example.net"}"#),
        (r#"{"host_name" : "svc:hun:te@r2@h:636"}"#, r#"{"host_name" : "svc:*********@h:636"}"#),
        (r#"{"hostname":"svc@corp:hunter2@h"}"#, r#"{"hostname":"svc@corp:*******@h"}"#),
        (r#"{"hostname":"ldaps://svc:hun/ter2@h"}"#, r#"{"hostname":"ldaps://svc:********@h"}"#),
        (r#"{"hostname":"svc:hunter2\u0040h"}"#, r#"{"hostname":"svc:*******\u0040h"}"#),
        (r#"{"hostname":"2001:db8::1"}"#, r#"{"hostname":"2001:db8::1"}"#),
        (r#"{"hostname":"[::1]:636,h:636"}"#, r#"{"hostname":"[::1]:636,h:636"}"#),
        (r#"{"hostname":"svc@h:636"}"#, r#"{"hostname":"svc@h:636"}"#),
        (r#"{"hostname":"svc:pa/ss@h"}"#, r#"{"hostname":"svc:*****@h"}"#),
        (r#"{"hostname":"svc:pa ss@h"}"#, r#"{"hostname":"svc:*****@h"}"#),
        (r#"{"hostname":"svc:12/34@h"}"#, r#"{"hostname":"svc:*****@h"}"#),
        (r#"{"hostname":"h:636@x"}"#, r#"{"hostname":"h:***@x"}"#),
        (r#"{"hostname":"a:389,svc:hunter2@b"}"#, r#"{"hostname":"a:389,svc:*******@b"}"#),
        (r#"{"hostname":"a:636,b:3269\tsvc:hunter2@b"}"#, r#"{"hostname":"a:636,b:3269\tsvc:*******@b"}"#),
        (
            r#"{"hostname":"ldaps://a:636,ldaps://svc:hunter2@b"}"#,
            r#"{"hostname":"ldaps://a:636,ldaps://***********@b"}"#,
        ),
        (
            r#"{"match":"a:b@lab","hostname":1,"x":"a:b@c"}"#,
            r#"{"match":"a:b@lab","hostname":1,"x":"a:b@c"}"#,
        ),
        (r#"{"hostname":["a"],"x":"a:b@c"}"#, r#"{"hostname":["a"],"x":"a:b@c"}"#),
        (r#"["hostname","a:b@c"]"#, r#"["hostname","a:b@c"]"#),
    ] {
        assert_eq!(masked_json(text), masked);
    }
}

/// Whatever holds it, and whoever else's name for a host that is.
#[test]
fn the_password_before_a_host_is_hidden_in_all_that_should_be_one() {
    let (secret, hidden) = ("svc:hunter2@h", "svc:*******@h");
    for text in [
        r#"{"hostname":["a","_"],"x":1}"#,
        r#"{"hostname":{"name":"_"}}"#,
        r#"{"hostname":[{"a":["b",{"_":"_"}]}]}"#,
        r#"{"hostname":{"host":"a"},"host":{"x":["_"]}}"#,
        r#"{"hostname ":"_"}"#,
        r#"{"ldapHostname":"_","hosts":"_","HOST":"_","hosname":"_"}"#,
        r#"{"servers":"_"}"#,
    ] {
        assert_eq!(masked_json(&text.replace('_', secret)), text.replace('_', hidden));
    }
    for text in [
        r#"{"hostname":["a"],"x":["a:b@c"]}"#,
        r#"{"hostname":{"a":{}},"x":"a:b@c"}"#,
        r#"{"hostname":{"host":[]},"x":"a:b@c"}"#,
        r#"{"userToDNMapping":[{"match":"a:b@c"}]}"#,
    ] {
        assert_eq!(masked_json(text), text);
    }
}

#[test]
fn what_is_no_password_before_a_host_stays_visible() {
    for host in [
        "a:636,b:636,admin@c",
        "ldap.example.com:636/??sub?(mail=a@b.c)",
        "ldap.example.com:636 # ask bob@example.com",
        "a:389 b:3268 c@d",
        "fe80::1@eth0",
    ] {
        let text = format!(r#"{{"hostname":"{host}"}}"#);
        assert_eq!(masked_json(&text), text);
    }
}

#[test]
fn names_are_searched_like_any_string_and_else_stay_visible() {
    for (text, masked) in [
        (r#"{"ldap":{"ldaps://cn:hunter2@host":1}}"#, r#"{"ldap":{"ldaps://**********@host":1}}"#),
        (
            r#"{"ldap":{"-----BEGIN PRIVATE KEY-----MIIhunter2":1}}"#,
            r#"{"ldap":{"-----BEGIN PRIVATE KEY-----**********":1}}"#,
        ),
        (r#"{"ldap":{"bindPassword=hunter2":1}}"#, r#"{"ldap":{"bindPassword********":*}}"#),
        (r#"{"ldap":{"bindPassword\": \"hunter2":1}}"#, r#"{"ldap":{"bindPassword*************":*}}"#),
        (r#"{"ldaps://cn:x@host/pwd" : "y"}"#, r#"{"ldaps://****@host/pwd" : "*"}"#),
        (
            r#"{"secret -----BEGIN PRIVATE KEY-----MII":["x"],"a":"b"}"#,
            r#"{"secret -----BEGIN PRIVATE KEY-----***":*****,"a":"b"}"#,
        ),
        (
            r#"{"-----BEGIN PRIVATE KEY-----":"MII","a":"b"}"#,
            r#"{"-----BEGIN PRIVATE KEY-----":"***","a":"b"}"#,
        ),
        (r#"{"bindPassword":{"pwd=x":1}}"#, r#"{"bindPassword":***********}"#),
        (r#"{"bindPassword":""}"#, r#"{"bindPassword":""}"#),
    ] {
        assert_eq!(masked_json(text), masked);
    }
}

#[test]
fn bodies_of_private_keys_are_hidden() {
    for (text, masked) in [
        (
            r#"["-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n"]"#,
            r#"["-----BEGIN PRIVATE KEY-----*******-----END PRIVATE KEY-----\n"]"#,
        ),
        (
            r#"["-----begin rsa private key----MII-----END CERT"]"#,
            r#"["-----begin rsa private key----***-----END CERT"]"#,
        ),
        (
            r#"{"a":["-----BEGIN PRIVATE KEY-----","MII","-----END PRIVATE KEY-----","x"]}"#,
            r#"{"a":["-----BEGIN PRIVATE KEY-----","***","-----END PRIVATE KEY-----","x"]}"#,
        ),
        (
            r#"{"a":["-----BEGIN PRIVATE KEY-----","MII"],"b":"c"}"#,
            r#"{"a":["-----BEGIN PRIVATE KEY-----","***"],"b":"c"}"#,
        ),
        (r#"["-----BEGIN EC PRIVATE KEY-----MII"]"#, r#"["-----BEGIN EC PRIVATE KEY-----***"]"#),
        (r#"["-----BEGIN EC \u0050RIVATE KEY-----MII"]"#, r#"["-----BEGIN EC \u0050RIVATE KEY-----***"]"#),
        (r#"["text MII\n-----END PRIVATE KEY-----"]"#, r#"["**********-----END PRIVATE KEY-----"]"#),
    ] {
        assert_eq!(masked_json(text), masked);
    }
}

#[test]
fn bodies_under_labels_that_are_misspelt_are_hidden() {
    for (label, end) in [
        ("PRIVAT KEY", "PRIVAT KEY"),
        ("PRVATE KEY", "PRVATE KEY"),
        ("RSA PRIVATE", "RSA PRIVATE"),
        ("RSA KEY", "CERTIFICATE"),
        ("OPENSSH KEY", "OPENSSH PRIVATE KEY"),
        ("RSA PIRVATE KYE", "RSA PIRVATE KYE"),
        ("EC KYE", "EC KYE"),
        ("PRVATEKEY", "x"),
        ("RSA%20KEY", "x"),
        ("RSA_KEY", "x"),
    ] {
        let text = format!(r#"["-----BEGIN {label}-----\nhunter2\n-----END {end}-----\n","a"]"#);
        let shown = format!(r#"["-----BEGIN {label}-----***********-----END {end}-----\n","a"]"#);
        assert_eq!(masked_json(&text), shown);
    }
    for (text, masked) in [
        (r#"["-----BGIN RSA KEY-----hunter2"]"#, r#"["-----BGIN RSA KEY-----*******"]"#),
        (r#"["-----RSA KEY-----hunter2"]"#, r#"["-----RSA KEY-----*******"]"#),
        (r#"["-----BEGINRSAKEY-----hunter2"]"#, r#"["-----BEGINRSAKEY-----*******"]"#),
        ("[\"\u{2014}BEGIN RSA KEY\u{2014}hunter2\"]", "[\"\u{2014}BEGIN RSA KEY**********\"]"),
        (r#"["hunter2\n-----END RSA KEY-----"]"#, r#"["*********-----END RSA KEY-----"]"#),
        (r#"["hunter2\n-----EDN RSA KEY-----"]"#, r#"["*********-----EDN RSA KEY-----"]"#),
        (r#"["-----BEGIN RSA KEY-----","hunter2"]"#, r#"["-----BEGIN RSA KEY-----","*******"]"#),
        (r#"["b3BlbnNzaC1rZXktdjEAhunter2"]"#, r#"["***************************"]"#),
    ] {
        assert_eq!(masked_json(text), masked);
    }
    for label in ["CERTIFICATE", "PUBLIC KEY", "RSA PUBLIC KEY", "PUBLC KEY", "X509 CRL", "EC PARAMETERS"] {
        let text = format!(r#"["-----BEGIN {label}-----\nMII\n-----END {label}-----\n"]"#);
        assert_eq!(masked_json(&text), text);
    }
    for text in [r#"["the key -- and what begins with it -- is KEY"]"#, r#"["a -- key -- b"]"#] {
        assert_eq!(masked_json(text), text);
    }
}

#[test]
fn keys_of_putty_are_hidden() {
    let head = r"PuTTY-User-Key-File-3: ssh-rsa\nPublic-Lines: 1\nAAAA\n";
    for (text, shown) in [
        (r"Private-Lines: 1\nhunter2\nPrivate-MAC: 00", r"Private-Lines: 1***********Private-MAC: 00"),
        (r"Private-Lines: 1\nhunter2\nPrivate-Hash: 00", r"Private-Lines: 1***********Private-Hash: 00"),
        (r"private-lines:1\nhunter2", r"private-lines:1*********"),
        (r"Private Lines = 1\nhunter2--BEGIN X", r"Private Lines = 1*********--BEGIN X"),
    ] {
        assert_eq!(masked_json(&format!("[\"{head}{text}\"]")), format!("[\"{head}{shown}\"]"));
    }
    assert_eq!(
        masked_json(r#"["Private-Lines: 1","hunter2","Private-MAC: 00"]"#),
        r#"["Private-Lines: 1","*******","***************"]"#
    );
}

#[test]
fn values_are_hidden_where_the_member_beside_names_a_secret() {
    for (text, masked) in [
        (
            r#"[{"op":"add","path":"/ldap/bindPassword","value":"x"}]"#,
            r#"[{"op":"add","path":"/ldap/bindPassword","value":"*"}]"#,
        ),
        (r#"{"value":"x","path":"/bindPassword"}"#, r#"{"value":"*","path":"/bindPassword"}"#),
        (r#"{"value":12.5 ,"key":"BIND_PASSWORD"}"#, r#"{"value":**** ,"key":"BIND_PASSWORD"}"#),
        (r#"{"val\u0075e":"x","k":"p\u0077d"}"#, r#"{"val\u0075e":"*","k":"p\u0077d"}"#),
        (
            r#"{"value":{"a":["x"]},"name":"bindPassword","a":{"value":"y"}}"#,
            r#"{"value":***********,"name":"bindPassword","a":{"value":"y"}}"#,
        ),
        (
            r#"{"value":{"pwd":"x","value":"a//b@c"},"name":"pwd"}"#,
            r#"{"value":****************************,"name":"pwd"}"#,
        ),
        (
            r#"["[{\"path\":\"/ldap/bindPassword\",\"value\":\"x\"}]"]"#,
            r#"["[{\"path\":\"/ldap/bindPassword\",\"value**********"]"#,
        ),
    ] {
        assert_eq!(masked_json(text), masked);
    }
    for text in [
        r#"{"path":"/ldap/hostname","value":"x"}"#,
        r#"[{"path":"/ldap/bindPassword"},{"value":"x"}]"#,
        r#"{"path":"/ldap/bindPassword","list":["x"],"op":"test"}"#,
        r#"["the value: a password has to be there"]"#,
    ] {
        assert_eq!(masked_json(text), text);
    }
    assert_eq!(
        mask_other(br#"[{"value":"p!x%","path":"/ldap/bindPassword",}]"#),
        r#"[{"********************************************"#,
    );
}

#[test]
fn the_password_behind_a_user_is_hidden_unless_it_may_be_a_name() {
    for (text, masked) in [
        (r#"{"bindUsername":"svc:hunter2@h"}"#, r#"{"bindUsername":"svc:*******@h"}"#),
        (r#"{"username":["svc:hun@ter:2\u0040h"]}"#, r#"{"username":["svc:*********\u0040h"]}"#),
        (r#"{"bindUsernam":"CORP\\svc:a=b@h"}"#, r#"{"bindUsernam":"CORP\\svc:***@h"}"#),
        (r#"{"bindUsername":"ldap://svc:hunter2@h"}"#, r#"{"bindUsername":"ldap://***********@h"}"#),
    ] {
        assert_eq!(masked_json(text), masked);
    }
    for name in [
        "svc@corp.example.net",
        r"CORP\\svc",
        "CN=svc:a@b,DC=example,DC=net",
        "CN=svc,DC=net:a@b",
        "${env:USER}@corp.example.net",
        "{{ lookup('x:y') }}@corp.example.net",
        "urn:x",
    ] {
        let text = format!(r#"{{"bindUsername":"{name}"}}"#);
        assert_eq!(masked_json(&text), text);
    }
}

#[test]
fn defaults_of_secret_variables_are_hidden() {
    for (text, masked) in [
        (r#"["{{ bind_password | default('x') }}"]"#, r#"["{{ bind_password******************"]"#),
        (r#"["{{ lookup('env', 'PASSWORD', 'x') }}"]"#, r#"["{{ lookup('env', 'PASSWORD**********"]"#),
        (r#"["${BIND_PASSWORD:-x}"]"#, r#"["${BIND_PASSWORD****"]"#),
        (r#"["${BIND_PASSWORD-x}"]"#, r#"["${BIND_PASSWORD***"]"#),
        (r#"["env(\"BIND_PASSWORD\", \"x\")"]"#, r#"["env(\"BIND_PASSWORD**********"]"#),
    ] {
        assert_eq!(masked_json(text), masked);
    }
    for text in [
        r#"["{{ bind_password }}"]"#,
        r#"["${BIND_PASSWORD} and 'x' | y"]"#,
        r#"["(password|user)_(.+)"]"#,
        r#"["${bind-user}"]"#,
    ] {
        assert_eq!(masked_json(text), text);
    }
    assert!(!mask_other(br#"{"bindPassword": {{ x | default('!?!') }}, "port": 1}"#).contains("!?!"));
}

/// A body in a string, however it is broken into lines, and escaped once more or not.
#[test]
fn a_secret_in_a_string_is_hidden_whatever_white_space_is_before_its_colon() {
    for between in [r"", r" ", r"\n  ", r"\r\n\t", r"\n\n\n", r"\\n ", r"\\t\\n"] {
        for quote in [r"", r#"\""#, r#"\\\""#] {
            let text = format!(r#"["{{{quote}password{quote}{between}: hunter2"]"#);
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
            assert!(!masked_json(&text).contains("hunter2"), "{text}");
        }
    }
    assert_eq!(masked_json(r#"["no password\\nhere: nothing"]"#), r#"["no password\\nhere: nothing"]"#);
}

#[test]
fn controls_get_stand_ins_of_their_length() {
    assert_eq!(masked_json("[\"a\u{7f}\u{85}\u{202e}\"]"), "[\"a?\u{b7}\u{2426}\"]");
    assert_eq!(mask_json("[]", 3, &[]), "\u{2426}[]");
}

#[test]
fn of_other_text_only_words_of_the_contract_are_shown() {
    for (text, masked) in [
        ("hunter2", "*******"),
        (r#"{"ldap":{"port":636,}}"#, r#"{"ldap":{"port":***,}}"#),
        (r#"{bindPassword:hunter2,"port":6"#, r#"{bindPassword*****************"#),
        ("{\"bindPassword\" 'p!q',\n  \"port\": true}", "{\"bindPassword********\n  \"port\": true}"),
        ("bindPassword: |\n  !!x\n  port!\nport: 1", "bindPassword***\n  ***\n  port!\nport: *"),
        ("caf\u{e9} \u{1b}", "***** *"),
    ] {
        let shown = mask_other(text.as_bytes());
        assert_eq!(shown, masked);
        assert_eq!(shown.len(), text.len());
    }
    assert_eq!(mask_other(b"\xff{\x00"), "*{*");
}

/// What is told by the letters alone is what the distance says.
#[test]
fn what_is_near_a_word_is_near_by_distance() {
    let names = [
        "passwrod",
        "pasword",
        "username",
        "hostname",
        "bindusername",
        "pass",
        "ssapword",
        "drowssap",
        "pässword",
    ];
    for (word, most) in
        [("password", 2), ("bindpassword", 3), ("hostname", 2), ("bindusername", 2), ("KEY", 1)]
    {
        let cut = (0..word.len()).flat_map(|at| {
            let without = format!("{}{}", &word[..at], &word[at + 1..]);
            [
                format!("{}é{}", &word[..at], &word[at..]),
                format!("x{without}"),
                format!("{without}zz"),
                without,
            ]
        });
        for name in names.map(str::to_owned).into_iter().chain(cut) {
            assert_eq!(
                is_near(&name, word, most),
                strsim::osa_distance(&name, word) <= most,
                "{name} {word}"
            );
        }
    }
}
