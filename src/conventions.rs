//! What a team's documents take for granted: how templates look, which hosts are reached, how early an
//! expiry is announced.

/// What the policy says of values; by default what most people mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Conventions {
    /// The forms that stand for a value: what opens and what closes one, such as `${` and `}`.
    pub(crate) templates: Vec<(String, String)>,
    /// Hosts, and domains with all that is below them, that are known to be reached.
    pub(crate) hosts: Vec<String>,
    /// How many days before its end a certificate is reported.
    pub(crate) expires_soon_days: u32,
}

impl Default for Conventions {
    fn default() -> Self {
        let templates = [("${", "}"), ("{{", "}}"), ("%(", ")s")];
        Self {
            templates: templates.map(|(open, close)| (open.to_owned(), close.to_owned())).to_vec(),
            hosts: Vec::new(),
            expires_soon_days: 30,
        }
    }
}
