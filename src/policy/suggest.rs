//! What was meant by a name that there is not.

/// The candidate nearest to the name: the same but for case and the way words are joined, else a few
/// letters away.
pub(super) fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // Longer ones are no slips of the pen, and distances cost the product of both lengths.
    if name.len() > 80 {
        return None;
    }
    let wanted = folded(name);
    let most = (wanted.chars().count() / 4).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&folded(candidate), &wanted), candidate))
        .filter(|&(distance, _)| distance <= most)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Without what `snake_case`, `camelCase` and `kebab-case` differ in.
fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_and_slips_are_seen_through() {
        let names = ["port-plaintext", "port-mongodb", "dn"];
        for name in ["port_plaintext", "portPlaintext", "PORT-PLAINTEXT", "port-plaintxt", "port plain text"]
        {
            assert_eq!(nearest(name, names), Some("port-plaintext"), "{name}");
        }
        assert_eq!(nearest("nd", names), Some("dn"));
        assert_eq!(nearest("hostname", names), None);
        assert_eq!(nearest(&"port-plaintext".repeat(1000), names), None);
        assert_eq!(nearest("", ["a"]), Some("a"), "one letter is missing");
    }
}
