//! Where another machine is: as somebody types it, or as its pairing code says.

use crate::error::{ApiError, ErrorCode};
use casework::id::{DeviceId, OfficeId};
use sha2::{Digest, Sha256};
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs};

/// The port that machines share on, unless another one is set; no service is registered for it.
pub const PORT: u16 = 18_118;
/// Longest text that is read.
const TEXT_MAX: usize = 400;
/// What a pairing code begins with. Only consonants and digits follow each other in it: a scanner that
/// types through a Vietnamese keyboard changes nothing.
const PREFIX: &str = "MCL1/";
/// Most addresses in a pairing code.
const PLACES_MAX: usize = 4;

/// Host and port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// A name or an IP address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

impl Address {
    /// Reads `host`, `host:port`, an IPv6 address with or without brackets.
    ///
    /// # Errors
    /// [`ErrorCode::BadPeer`].
    pub fn parse(text: &str) -> Result<Self, ApiError> {
        let bad = || ApiError::new(ErrorCode::BadPeer).with("address", text);
        let typed = text.trim();
        let (host, port) = if let Some(rest) = typed.strip_prefix('[') {
            let (host, after) = rest.split_once(']').ok_or_else(bad)?;
            (host, after.strip_prefix(':'))
        } else if typed.matches(':').count() > 1 {
            (typed, None)
        } else {
            match typed.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (typed, None),
            }
        };
        let port = match port {
            None => PORT,
            Some(port) => port.parse().ok().filter(|port| *port > 0).ok_or_else(bad)?,
        };
        let sane = |c: char| c.is_ascii_alphanumeric() || "-.:%_".contains(c);
        if host.is_empty() || host.len() > 253 || !host.chars().all(sane) {
            return Err(bad());
        }
        Ok(Self {
            host: host.to_owned(),
            port,
        })
    }

    /// The sockets the address stands for.
    ///
    /// # Errors
    /// [`ErrorCode::LanNoName`].
    pub(super) fn resolve(&self) -> Result<Vec<SocketAddr>, ApiError> {
        let none = |detail: String| {
            ApiError::new(ErrorCode::LanNoName)
                .with("address", self)
                .with("detail", detail)
        };
        let found = (self.host.as_str(), self.port).to_socket_addrs();
        let found: Vec<_> = found.map_err(|error| none(error.to_string()))?.collect();
        if found.is_empty() {
            return Err(none(String::new()));
        }
        Ok(found)
    }
}

/// What stands in a pairing code: where a machine is, and which one it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairing {
    /// Every address it has.
    pub places: Vec<Address>,
    /// The machine; not known where only an address was typed.
    pub device: Option<DeviceId>,
    /// Its office, by [`tag`].
    pub office: Option<u64>,
}

impl Pairing {
    /// The code of a machine on a network.
    pub fn of(device: DeviceId, office: OfficeId, addresses: &[Ipv4Addr], port: u16) -> Self {
        let place = |address: &Ipv4Addr| Address {
            host: address.to_string(),
            port,
        };
        Self {
            places: addresses.iter().take(PLACES_MAX).map(place).collect(),
            device: Some(device),
            office: Some(tag(office)),
        }
    }

    /// Reads a pairing code, or an address that somebody typed.
    ///
    /// # Errors
    /// [`ErrorCode::BadPeer`].
    pub fn parse(text: &str) -> Result<Self, ApiError> {
        let text = text.trim();
        let bad = || ApiError::new(ErrorCode::BadPeer).with("address", text);
        if text.len() > TEXT_MAX {
            return Err(bad());
        }
        let Some(code) = strip_prefix_any_case(text, PREFIX) else {
            return Ok(Self {
                places: vec![Address::parse(text)?],
                device: None,
                office: None,
            });
        };
        let mut parts: Vec<&str> = code.split('/').collect();
        let (office, device) = (parts.pop(), parts.pop());
        let office = office.and_then(|text| text.parse().ok()).ok_or_else(bad)?;
        let device: u128 = device.and_then(|text| text.parse().ok()).ok_or_else(bad)?;
        let places = parts
            .into_iter()
            .map(Address::parse)
            .collect::<Result<Vec<_>, _>>()?;
        if places.is_empty() || places.len() > PLACES_MAX {
            return Err(bad());
        }
        Ok(Self {
            places,
            device: Some(DeviceId(device.to_be_bytes())),
            office: Some(office),
        })
    }
}

/// Writes a pairing code; of a machine whose device is not known only its first address.
impl fmt::Display for Pairing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(device), Some(office)) = (self.device, self.office) else {
            let first = self.places.first();
            return first.map_or(Ok(()), |place| place.fmt(f));
        };
        f.write_str(PREFIX)?;
        for place in &self.places {
            write!(f, "{place}/")?;
        }
        write!(f, "{}/{office}", u128::from_be_bytes(device.0))
    }
}

fn strip_prefix_any_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// An office as it is named on the open network: nobody learns from it which one it is.
pub(super) fn tag(office: OfficeId) -> u64 {
    let mut hash = Sha256::new();
    hash.update(b"motcua/lan/1");
    hash.update(office.0);
    let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(hash.finalize());
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// This machine's own addresses on its networks; those it gave itself for want of another come last.
pub fn own_addresses() -> Vec<Ipv4Addr> {
    let found = if_addrs::get_if_addrs().unwrap_or_default();
    let mut own: Vec<Ipv4Addr> = found
        .iter()
        .filter(|one| !one.is_loopback())
        .filter_map(|one| match one.ip() {
            std::net::IpAddr::V4(address) => Some(address),
            std::net::IpAddr::V6(_) => None,
        })
        .collect();
    own.sort_by_key(|address| (address.is_link_local(), *address));
    own.dedup();
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_type_them() {
        for (text, host, port) in [
            ("192.168.1.5", "192.168.1.5", PORT),
            (" 192.168.1.5:4000 ", "192.168.1.5", 4000),
            ("may-so-2.local", "may-so-2.local", PORT),
            ("[fe80::1]:4000", "fe80::1", 4000),
            ("[::1]", "::1", PORT),
            ("2001:db8::7", "2001:db8::7", PORT),
        ] {
            let read = Address::parse(text).expect(text);
            assert_eq!((read.host.as_str(), read.port), (host, port), "{text}");
            assert_eq!(Address::parse(&read.to_string()), Ok(read), "{text}");
        }
        for text in [
            "",
            "máy số 2",
            "192.168.1.5:",
            "192.168.1.5:0",
            "192.168.1.5:70000",
            "http://192.168.1.5",
            "[::1",
            ":18118",
        ] {
            let code = Address::parse(text).expect_err(text).code;
            assert_eq!(code, ErrorCode::BadPeer, "{text}");
        }
    }

    #[test]
    fn a_pairing_code_says_where_and_who_and_survives_a_vietnamese_keyboard() {
        let addresses = [Ipv4Addr::new(192, 168, 1, 5), Ipv4Addr::new(10, 0, 0, 9)];
        let pairing = Pairing::of(DeviceId([0xEE; 16]), OfficeId([1; 16]), &addresses, 4000);
        let text = pairing.to_string();
        assert_eq!(
            text,
            "MCL1/192.168.1.5:4000/10.0.0.9:4000/\
             317596875792875899232482966936316997358/17966960256850826121"
        );
        assert!(
            text.chars()
                .all(|c| c.is_ascii_digit() || "MCL/.:".contains(c))
        );
        assert_eq!(Pairing::parse(&text), Ok(pairing.clone()));
        assert_eq!(Pairing::parse(&text.to_lowercase()), Ok(pairing));
        let typed = Pairing::parse("192.168.1.5").expect("an address");
        assert_eq!((typed.device, typed.office), (None, None));
        for text in [
            "MCL1/",
            "MCL1/1/2",
            "MCL1/192.168.1.5/x/2",
            "MCL1/192.168.1.5/1/x",
            "MCL1/a b/1/2",
            "MCL1/1.1.1.1/1.1.1.2/1.1.1.3/1.1.1.4/1.1.1.5/1/2",
        ] {
            assert!(Pairing::parse(text).is_err(), "{text}");
        }
        assert!(Pairing::parse(&"1".repeat(TEXT_MAX + 1)).is_err());
    }
}
