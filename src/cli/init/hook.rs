//! The hook that `usersec init` writes: it needs no address, only the command.

/// The files that the hook looks at, as an expression about their paths; `.pre-commit-hooks.yaml` says the same.
pub(super) const FILES: &str = r"(?i)user[-_]?security.*\.json$";

/// What stands under `repos`.
pub(super) fn snippet() -> String {
    format!(
        r"  - repo: local
    hooks:
      - id: usersec
        name: usersec
        entry: usersec check
        language: system
        types: [json]
        # The paths of the files that are looked at, from the top of the repository; if yours have other
        # names, say so here, as in '^atlas/.*\.json$'.
        files: '{FILES}'
        require_serial: true
"
    )
}

/// A configuration of pre-commit with nothing but the hook.
pub(super) fn file() -> String {
    let snippet = snippet();
    format!(
        "# https://pre-commit.com: `pre-commit install` makes each commit go through this.\nrepos:\n{snippet}"
    )
}

/// Whether a configuration seems to have the hook already.
pub(super) fn is_in(text: &str) -> bool {
    let ids = text.lines().filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("id:"));
    ids.map(|id| id.trim().trim_matches(['"', '\''])).any(|id| id == "usersec" || id.starts_with("usersec-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_is_recognised() {
        assert!(is_in(&file()));
        assert!(is_in("hooks:\n- id: 'usersec-system'\n"));
        assert!(is_in("hooks:\n  - name: x\n    id: usersec\n"));
        assert!(!is_in("hooks:\n- id: usersecurity\n# - id: usersec\n"));
    }
}
