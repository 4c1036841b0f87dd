//! The keys of a policy file: what is read, what the schema says and what a new file explains.

/// A key of a policy file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: KeyKind,
    /// As TOML; what holds where the key is absent. Empty if nothing does.
    pub(crate) default: &'static str,
    /// A value as TOML, to show how one looks.
    pub(crate) example: &'static str,
    pub(crate) is_required: bool,
    /// For people, without a line break.
    pub(crate) about: &'static str,
}

/// What may stand behind a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    /// `true` or `false`.
    Flag,
    /// A number of days, from 0 to [`MOST_DAYS`].
    Days,
    /// An array of globs.
    Globs,
    /// An array of texts with one `…` or `...`, and something before it and behind it.
    Templates,
    /// An array of hosts, of domains as `*.corp.example`, and of networks as `10.0.0.0/8`.
    Hosts,
    /// A table: names of rules, each with one of [`LEVELS`](super::LEVELS).
    RuleLevels,
    /// A table: names of groups, each with one of [`LEVELS`](super::LEVELS).
    GroupLevels,
    /// An array of tables with [`IGNORE_KEYS`].
    Ignores,
    /// A glob.
    Glob,
    /// A JSON pointer, a token of which may be `*`.
    Pointer,
    /// The name of a rule.
    RuleName,
    /// A text that is not blank.
    Reason,
}

/// The largest number of days that may be asked for: a century.
pub(crate) const MOST_DAYS: u32 = 36_500;

/// The keys at the top of the file, in the order in which they are explained.
pub(crate) static KEYS: &[Key] = &[
    Key {
        name: "root",
        kind: KeyKind::Flag,
        default: "false",
        example: "true",
        is_required: false,
        about: "Says that a policy in a folder above is not meant to hold here, so that this is not \
                pointed out. The nearest policy always holds alone: nothing is merged.",
    },
    Key {
        name: "exclude",
        kind: KeyKind::Globs,
        default: "[]",
        example: r#"["vendor/", "*.example.json"]"#,
        is_required: false,
        about: "Files that are not looked at, even if they are named on the command line. Globs are \
                relative to the folder of this file: `*` and `?` stop at `/`, `**` does not, one \
                without a `/` matches in every folder, `/x.json` only beside this file, and \
                one that names a folder takes all that is below it.",
    },
    Key {
        name: "expires-soon-days",
        kind: KeyKind::Days,
        default: "30",
        example: "60",
        is_required: false,
        about: "How many days before its end a certificate is reported by certificate-expires-soon.",
    },
    Key {
        name: "templates",
        kind: KeyKind::Templates,
        default: r#"["${…}", "{{…}}", "%(…)s"]"#,
        example: r#"["${…}", "<<…>>"]"#,
        is_required: false,
        about: "What stands for a value that is filled in later; `…` or `...` is where the name goes. \
                This replaces the default.",
    },
    Key {
        name: "hosts",
        kind: KeyKind::Hosts,
        default: "[]",
        example: r#"["dc01", "ldap.corp", "*.corp.example", "10.0.0.0/8"]"#,
        is_required: false,
        about: "Hosts that are known to be reachable, domains as `*.corp.example` with all that is below \
                them, and networks as `10.0.0.0/8`: hostname-private, hostname-tunnel and \
                hostname-single-label say nothing of these.",
    },
    Key {
        name: "rules",
        kind: KeyKind::RuleLevels,
        default: "",
        example: r#"{ port-plaintext = "error" }"#,
        is_required: false,
        about: "The level of the findings of a rule: off, note, warning or error. It beats that of the \
                rule's group, and --strict; --level on the command line beats it.",
    },
    Key {
        name: "groups",
        kind: KeyKind::GroupLevels,
        default: "",
        example: r#"{ policy = "note" }"#,
        is_required: false,
        about: "The level of the findings of all rules of a group: off, note, warning or error.",
    },
    Key {
        name: "ignore",
        kind: KeyKind::Ignores,
        default: "",
        example: r#"[{ path = "lab/**", rule = "port-plaintext", reason = "the lab has no TLS" }]"#,
        is_required: false,
        about: "Findings that are waved through, each with the reason; in a section [[ignore]] of its \
                own. An entry that is not needed any more is reported by ignore-unused.",
    },
];

/// The keys of an `[[ignore]]`.
pub(crate) static IGNORE_KEYS: &[Key] = &[
    Key {
        name: "path",
        kind: KeyKind::Glob,
        default: r#""**""#,
        example: r#""lab/**""#,
        is_required: false,
        about: "The files, as a glob like those of `exclude`; every file if it is left out.",
    },
    Key {
        name: "pointer",
        kind: KeyKind::Pointer,
        default: r#""""#,
        example: r#""/ldap/userToDNMapping/*/match""#,
        is_required: false,
        about: "The member that the finding is about, and all that is below it, as a JSON pointer (RFC \
                6901); `*` stands for any one name or number; the whole document if it is left out.",
    },
    Key {
        name: "rule",
        kind: KeyKind::RuleName,
        default: "",
        example: r#""port-plaintext""#,
        is_required: true,
        about: "The rule whose findings are waved through.",
    },
    Key {
        name: "reason",
        kind: KeyKind::Reason,
        default: "",
        example: r#""the lab has no TLS""#,
        is_required: true,
        about: "Why, for whoever reads the file next.",
    },
];
