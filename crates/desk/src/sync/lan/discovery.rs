//! Machines of one office find each other on a network that lets mDNS through. What is announced says
//! nothing about people: a device id, an office only by its tag.

use super::address::{Address, tag};
use casework::id::{DeviceId, OfficeId};
use mdns_sd::{ResolvedService, ServiceDaemon, ServiceEvent, ServiceInfo};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

const SERVICE: &str = "_motcua._tcp.local.";
/// Version of what is announced.
const VERSION: &str = "1";

/// A machine that announces itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which one.
    pub device: DeviceId,
    /// Where it is.
    pub addresses: Vec<Address>,
}

type Names = Arc<Mutex<BTreeMap<String, Found>>>;

/// Announcing this machine and listening for others, until dropped.
pub(super) struct Discovery {
    daemon: ServiceDaemon,
    names: Names,
}

impl Discovery {
    /// Begins; `None` where this machine has no network that mDNS works on. `found` is called for each
    /// new machine.
    pub(super) fn start(
        device: DeviceId,
        office: OfficeId,
        port: u16,
        found: impl Fn() + Send + 'static,
    ) -> Option<Self> {
        let daemon = ServiceDaemon::new().ok()?;
        daemon.register(announcement(device, office, port)?).ok()?;
        let events = daemon.browse(SERVICE).ok()?;
        let names = Names::default();
        let heard = names.clone();
        // Ends with the daemon.
        std::thread::spawn(move || {
            while let Ok(event) = events.recv() {
                if hear(&heard, event, device, office) {
                    found();
                }
            }
        });
        Some(Self { daemon, names })
    }

    /// The machines that are there now.
    pub(super) fn found(&self) -> Vec<Found> {
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names.values().cloned().collect()
    }
}

impl Drop for Discovery {
    fn drop(&mut self) {
        // Says goodbye on the network first.
        self.daemon.shutdown().ok();
    }
}

/// Keeps what an event says; gives whether a machine is new, or is elsewhere than before.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library adds events that say nothing about who is there"
)]
fn hear(names: &Names, event: ServiceEvent, me: DeviceId, office: OfficeId) -> bool {
    let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
    match event {
        ServiceEvent::ServiceResolved(service) => {
            let Some(found) = read(&service, office).filter(|found| found.device != me) else {
                return false;
            };
            let before = names.insert(service.fullname.clone(), found.clone());
            before != Some(found)
        }
        ServiceEvent::ServiceRemoved(_, name) => {
            names.remove(&name);
            false
        }
        _ => false,
    }
}

fn announcement(device: DeviceId, office: OfficeId, port: u16) -> Option<ServiceInfo> {
    let device = device.to_string();
    let instance = device.get(..16)?;
    let host = format!("motcua-{instance}.local.");
    let says = [
        ("v", VERSION.to_owned()),
        ("o", format!("{:016x}", tag(office))),
        ("d", device.clone()),
    ];
    let service = ServiceInfo::new(SERVICE, instance, &host, "", port, &says[..]).ok()?;
    Some(service.enable_addr_auto())
}

/// Reads what another machine announces; `None` for another office's and for what does not read.
fn read(service: &ResolvedService, office: OfficeId) -> Option<Found> {
    let says = |key| service.get_property_val_str(key);
    let same_office = says("o")? == format!("{:016x}", tag(office));
    if says("v")? != VERSION || !same_office || service.port == 0 {
        return None;
    }
    let device = says("d")?.parse().ok()?;
    let mut addresses: Vec<Ipv4Addr> = service.get_addresses_v4().into_iter().collect();
    // Nobody else is at this machine's address of itself.
    addresses.retain(|address| !address.is_loopback());
    addresses.sort_by_key(|address| (address.is_link_local(), *address));
    let place = |address: Ipv4Addr| Address {
        host: address.to_string(),
        port: service.port,
    };
    let addresses: Vec<_> = addresses.into_iter().map(place).collect();
    (!addresses.is_empty()).then_some(Found { device, addresses })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: DeviceId = DeviceId([1; 16]);
    const IT: DeviceId = DeviceId([2; 16]);
    const OFFICE: OfficeId = OfficeId([3; 16]);

    fn heard_of(says: &[(&str, &str)], addresses: &str, port: u16) -> ServiceEvent {
        let service = ServiceInfo::new(SERVICE, "it", "it.local.", addresses, port, says);
        let service = service.expect("a service").as_resolved_service();
        ServiceEvent::ServiceResolved(Box::new(service))
    }

    #[test]
    fn what_is_announced_names_no_one_and_is_read_by_the_same_office_only() {
        let mut service = announcement(IT, OFFICE, 4000).expect("an announcement");
        let said = format!("{service:?}");
        assert!(!said.contains(&hex::encode(OFFICE.0)), "{said}");
        service = ServiceInfo::new(
            SERVICE,
            "it",
            service.get_hostname(),
            "127.0.0.1,192.168.1.7,169.254.3.4,10.0.0.7",
            4000,
            service.get_properties().clone().into_property_map_str(),
        )
        .expect("a service");
        let resolved = service.as_resolved_service();
        let found = read(&resolved, OFFICE).expect("a machine");
        assert_eq!(found.device, IT);
        let places: Vec<_> = found.addresses.iter().map(ToString::to_string).collect();
        let expected = ["10.0.0.7:4000", "192.168.1.7:4000", "169.254.3.4:4000"];
        assert_eq!(places, expected);
        assert_eq!(read(&resolved, OfficeId([4; 16])), None);
    }

    #[test]
    fn who_is_there_follows_what_is_heard() {
        let names = Names::default();
        let office = format!("{:016x}", tag(OFFICE));
        let (it, me) = (IT.to_string(), ME.to_string());
        let full = |device: &'static str| [("v", "1"), ("o", office.as_str()), ("d", device)];
        let (it, me) = (it.leak() as &'static str, me.leak() as &'static str);
        let hear = |event| hear(&names, event, ME, OFFICE);
        assert!(hear(heard_of(&full(it), "10.0.0.7", 4000)), "new");
        assert!(!hear(heard_of(&full(it), "10.0.0.7", 4000)), "the same");
        assert!(hear(heard_of(&full(it), "10.0.0.8", 4000)), "elsewhere");
        assert!(!hear(heard_of(&full(me), "10.0.0.9", 4000)), "this machine");
        for says in [
            vec![("v", "2"), ("o", office.as_str()), ("d", it)],
            vec![("v", "1"), ("o", "00"), ("d", it)],
            vec![("v", "1"), ("o", office.as_str()), ("d", "máy")],
            vec![("v", "1"), ("o", office.as_str())],
        ] {
            assert!(!hear(heard_of(&says, "10.0.0.9", 4000)), "{says:?}");
        }
        let there = names
            .lock()
            .expect("a lock")
            .values()
            .cloned()
            .collect::<Vec<_>>();
        assert_eq!(there.len(), 1);
        assert_eq!(there[0].addresses[0].to_string(), "10.0.0.8:4000");
        let gone = format!("it.{SERVICE}");
        hear(ServiceEvent::ServiceRemoved(SERVICE.to_owned(), gone));
        assert!(names.lock().expect("a lock").is_empty());
    }
}
