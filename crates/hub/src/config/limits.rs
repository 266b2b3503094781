//! What one device, one address and all together may ask for.

use serde::Deserialize;
use std::net::IpAddr;
use std::time::Duration;

/// The table `[limits]`; what is not named keeps its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Requests a minute that a device may make for as long as it likes.
    pub device_per_minute: u32,
    /// Requests it may make at once after a rest.
    pub device_burst: u32,
    /// The same for an address: a whole office may be behind one.
    pub address_per_minute: u32,
    /// The same at once.
    pub address_burst: u32,
    /// Memory for bodies of requests that have begun, MiB.
    pub body_mib: u32,
    /// Connections open at once.
    pub connections: u32,
    /// Connections open at once from one address.
    pub address_connections: u32,
    /// How long the head of a request may take, in seconds; also how long a connection may idle.
    pub head_seconds: u32,
    /// How long a body may take, in seconds: 1 MiB at 28 kbit/s by default.
    pub body_seconds: u32,
    /// How long what has begun may go on once the hub was told to stop, in seconds.
    pub stop_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            device_per_minute: 600,
            device_burst: 300,
            address_per_minute: 6_000,
            address_burst: 3_000,
            body_mib: 64,
            connections: 2_048,
            address_connections: 256,
            head_seconds: 60,
            body_seconds: 300,
            stop_seconds: 20,
        }
    }
}

/// A duration of so many seconds.
pub(crate) fn seconds(count: u32) -> Duration {
    Duration::from_secs(count.into())
}

/// The table `[proxy]`: who may say which address a request came from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// The proxy's own addresses. Nobody else's header is read.
    pub addresses: Vec<IpAddr>,
    /// The header that the proxy appends the caller's address to.
    #[serde(default = "forwarded_for")]
    pub header: String,
}

fn forwarded_for() -> String {
    "x-forwarded-for".to_owned()
}

impl Proxy {
    /// Whether the peer at this address is the proxy.
    pub(crate) fn is(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.addresses.iter().any(|own| own.to_canonical() == peer)
    }

    /// Where a request came from: the last address of the header that is not a proxy's own. What
    /// stands before it anybody may have written.
    pub(crate) fn caller<'h>(
        &self,
        header: impl DoubleEndedIterator<Item = &'h str>,
    ) -> Option<IpAddr> {
        let said = header.rev().flat_map(|line| line.rsplit(','));
        said.map(|text| text.trim().parse::<IpAddr>())
            .find(|said| !matches!(said, Ok(address) if self.is(*address)))?
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_proxy_itself_wrote_names_a_caller() {
        let proxy: Proxy =
            toml::from_str("addresses = [\"127.0.0.1\", \"10.0.0.7\"]").expect("a table");
        for (lines, wanted) in [
            (vec!["192.0.2.1"], Some("192.0.2.1")),
            (vec!["198.51.100.9, 192.0.2.1"], Some("192.0.2.1")),
            (vec!["198.51.100.9", "192.0.2.1"], Some("192.0.2.1")),
            (vec!["192.0.2.1, 10.0.0.7"], Some("192.0.2.1")),
            (vec!["192.0.2.1, ::ffff:10.0.0.7"], Some("192.0.2.1")),
            (vec!["2001:db8::1"], Some("2001:db8::1")),
            (vec!["192.0.2.1, nonsense"], None),
            (vec!["127.0.0.1"], None),
            (vec![], None),
        ] {
            let wanted = wanted.map(|text| text.parse().expect("an address"));
            assert_eq!(proxy.caller(lines.iter().copied()), wanted, "{lines:?}");
        }
    }
}
