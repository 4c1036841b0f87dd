//! The hook that `usersec init` writes: it needs no address, only the command.

/// What stands under `repos`. `.pre-commit-hooks.yaml` says the same of the same files.
pub(super) const SNIPPET: &str = r"  - repo: local
    hooks:
      - id: usersec
        name: usersec
        entry: usersec check
        language: system
        types: [json]
        files: '(?i)user[-_]?security.*\.json$'
        require_serial: true
";

/// A configuration of pre-commit with nothing but the hook.
pub(super) fn file() -> String {
    format!(
        "# https://pre-commit.com: `pre-commit install` makes each commit go through this.\nrepos:\n{SNIPPET}"
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
