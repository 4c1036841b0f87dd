//! Words that stand where a password should.

/// Longer texts are no words that somebody left to be replaced.
const LONGEST: usize = 64;

/// What stands for a password in examples, in lower case and without anything but letters and digits.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "pw",
    "secret",
    "changeme",
    "changeit",
    "replaceme",
    "fillmein",
    "placeholder",
    "redacted",
    "hidden",
    "todo",
    "tbd",
    "fixme",
];

/// What is put around such a word: `your-bind-password-here`.
const AROUND: &[&str] =
    &["your", "my", "the", "enter", "insert", "put", "ldap", "bind", "user", "account", "here", "value"];

/// Whether the text is none that anybody would choose, but one that was left to be replaced: `changeMe`,
/// `<your-password>`, `$BIND_PASSWORD`, `****`, `TODO: ask`.
pub(super) fn is_left_to_be_replaced(text: &str) -> bool {
    let text = text.trim();
    text.len() <= LONGEST && (is_mask(text) || is_mark(text) || is_word(text))
}

/// Whether the text says where the password is kept, in the form of a tool that puts it there: sops,
/// Vault, 1Password, AWS, `#{…}#` and `@@…@@` of deployment tools.
pub(super) fn is_reference(text: &str) -> bool {
    let text = text.trim();
    let begins = ["vault:", "op://", "arn:aws:secretsmanager:", "arn:aws:ssm:"];
    let encloses = [("ENC[AES256_GCM,", "]"), ("#{", "}#"), ("@@", "@@")];
    begins.iter().any(|begin| text.strip_prefix(begin).is_some_and(|rest| !rest.is_empty()))
        || encloses.iter().any(|(open, close)| {
            let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
            inner.is_some_and(|inner| !inner.is_empty())
        })
}

/// `TODO: ask Jane`.
fn is_mark(text: &str) -> bool {
    // In lower case it may be a word of a sentence: todo es posible.
    text.split_once([' ', ':']).is_some_and(|(mark, _)| matches!(mark, "TODO" | "TBD" | "FIXME"))
}

/// One of the words, alone or with others around it.
fn is_word(text: &str) -> bool {
    let inner =
        text.trim_matches(['<', '>', '[', ']', '(', ')', '{', '}', '$', '%', '"', '\'', '`', '_', '-']);
    let separates = |c: char| matches!(c, ' ' | '_' | '-');
    // A text with other characters somebody may have chosen.
    inner.chars().all(|c| c.is_ascii_alphanumeric() || separates(c))
        && WORDS.contains(&bare(&inner.replace(separates, "").to_ascii_lowercase()))
}

/// `xxxx`, `****`, `....`: one character again and again.
fn is_mask(text: &str) -> bool {
    let mut characters = text.chars();
    let Some(first) =
        characters.next().filter(|c| matches!(c, 'x' | 'X' | '*' | '.' | '-' | '_' | '?' | '•' | '●' | '…'))
    else {
        return false;
    };
    let more = characters.clone().count();
    // An ellipsis is one character.
    (more >= 2 || first == '…') && characters.all(|c| c == first)
}

/// A word without what is put around it, as long as something is left.
fn bare(word: &str) -> &str {
    let mut word = word;
    loop {
        let shorter = AROUND.iter().find_map(|around| {
            word.strip_prefix(around).or_else(|| word.strip_suffix(around)).filter(|rest| !rest.is_empty())
        });
        match shorter {
            Some(shorter) => word = shorter,
            None => return word,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_to_be_replaced() {
        for text in [
            "changeMe",
            "CHANGE_ME",
            "changeit",
            "PASSWORD",
            "password",
            "secret",
            "bindPassword",
            "your-password",
            "<password>",
            "[your password here]",
            "$LDAP_BIND_PASSWORD",
            "%PASSWORD%",
            "{password}",
            "MyldapPassWord",
            "the_secret",
            "xxxx",
            "XXXXXXXX",
            "****",
            "••••••••",
            "...",
            "…",
            "TODO",
            "TODO: ask Jane",
            "TBD",
            "changeme\n",
        ] {
            assert!(is_left_to_be_replaced(text), "{text}");
        }
    }

    #[test]
    fn where_a_password_is_kept() {
        for text in [
            "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]",
            "vault:secret/data/ldap#password",
            "op://Infra/ldap/password",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ldap-AbCdEf",
            "#{LdapPassword}#",
            "@@LDAP_PASSWORD@@",
        ] {
            assert!(is_reference(text), "{text}");
        }
        for text in ["vault:", "vaulted", "ENC[x]", "@@@", "#{}#", "correct horse", ""] {
            assert!(!is_reference(text), "{text}");
        }
    }

    #[test]
    fn what_somebody_may_have_chosen() {
        for text in [
            "",
            " ",
            "correct horse",
            "secret123",
            "supersecretpassword",
            "admin",
            "Passw0rd!",
            "todo es posible",
            "todolist",
            "x",
            "xx",
            "xxxy",
            "yourmy",
            "my",
            "-*-",
            "password hunter",
            "Pass!Word",
            "passé word",
            "é",
        ] {
            assert!(!is_left_to_be_replaced(text), "{text}");
        }
        assert!(!is_left_to_be_replaced(&"x".repeat(65)));
    }
}
