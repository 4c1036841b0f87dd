//! What a team's documents take for granted: how templates look, which hosts are reached, how early an
//! expiry is announced.

mod hosts;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

pub(crate) use self::hosts::{KnownHost, KnownHosts};
pub(crate) use crate::placeholder::{Template, Templates};

/// What the policy says of values; by default what most people mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Conventions {
    /// The forms that stand for a value, such as `${…}`.
    pub(crate) templates: Templates,
    /// Hosts, and domains and networks with all that is in them, that are known to be reached.
    pub(crate) hosts: KnownHosts,
    /// How many days before its end it is time to renew a certificate.
    pub(crate) expires_soon_days: u32,
}

/// When the vendor's alert is raised.
const EXPIRES_SOON_DAYS: u32 = 30;

impl Default for Conventions {
    fn default() -> Self {
        Self {
            templates: Templates::default(),
            hosts: KnownHosts::default(),
            expires_soon_days: EXPIRES_SOON_DAYS,
        }
    }
}

impl Conventions {
    /// Those that hold where no policy says otherwise.
    pub(crate) fn usual() -> &'static Self {
        static USUAL: LazyLock<Conventions> = LazyLock::new(Conventions::default);
        &USUAL
    }
}
