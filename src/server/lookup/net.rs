//! The address guard: which addresses a service may be connected to.
//!
//! Invariant: a connection goes to exactly an address that was judged here. Names are resolved by `Guard`, once a
//! connection, and only what it lets through reaches the connector; addresses that stand in a URL are judged before
//! anything is sent, in the one form that the URL reader makes of all their spellings.

use std::{
    error::Error,
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Whose an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Anybody's.
    Public,
    /// Of a private network, or of this machine: for services that say `inside`.
    Inside,
    /// Nobody's that a service could have: link-local, where clouds keep their keys; multicast; documentation; relays
    /// that hide another address.
    Never,
}

/// Addresses inside private ranges where clouds hand out keys to any program that asks. Sources: Amazon EC2 user guide,
/// "Instance metadata" (`fd00:ec2::254`); Alibaba Cloud ECS user guide, "Instance metadata" (`100.100.100.200`).
const KEYS: &[IpAddr] =
    &[IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254)), IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200))];

/// Public addresses that are none of the internet: the host's own services in Azure. Source: Azure documentation,
/// "What is IP address 168.63.129.16?".
const HOSTS_OWN: &[Ipv4Addr] = &[Ipv4Addr::new(168, 63, 129, 16)];

/// Whose an address is. Ranges are those of IANA's special-purpose address registries (RFC 6890 and its updates).
#[must_use]
pub fn zone(address: IpAddr) -> Zone {
    if KEYS.contains(&address) {
        return Zone::Never;
    }
    match address {
        IpAddr::V4(address) => zone_v4(address),
        IpAddr::V6(address) => zone_v6(address),
    }
}

fn zone_v4(address: Ipv4Addr) -> Zone {
    let [a, b, c, _d] = address.octets();
    let never = a == 0
        || a >= 224
        || address.is_link_local()
        || address.is_documentation()
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99)
        || (a == 198 && (18..=19).contains(&b))
        || HOSTS_OWN.contains(&address);
    // 100.64.0.0/10 is shared by a provider's customers (RFC 6598).
    let inside = address.is_private() || address.is_loopback() || (a == 100 && (64..=127).contains(&b));
    match (never, inside) {
        (true, _) => Zone::Never,
        (false, true) => Zone::Inside,
        (false, false) => Zone::Public,
    }
}

fn zone_v6(address: Ipv6Addr) -> Zone {
    let [a, b, ..] = address.segments();
    if let Some(mapped) = address.to_ipv4_mapped() {
        return zone(IpAddr::V4(mapped));
    }
    if address.is_loopback() || address.is_unique_local() {
        return Zone::Inside;
    }
    match (a, b) {
        // NAT64 (RFC 6052): the address that is meant is in the last 32 bits. Nobody reaches his own network so.
        (0x64, 0xff9b) => translated(address),
        // Protocol assignments with Teredo, which hides an IPv4 address; documentation; 6to4, which hides one too.
        (0x2001, 0x0000..=0x01ff | 0x0db8) | (0x2002, _) | (0x3fff, 0x0000..=0x0fff) => Zone::Never,
        // 2000::/3 is all that is given out; the rest is link-local, site-local, multicast, or nobody's.
        (0x2000..=0x3fff, _) => Zone::Public,
        (_, _) => Zone::Never,
    }
}

fn translated(address: Ipv6Addr) -> Zone {
    let [_, _, c, d, e, f, g, h] = address.segments();
    let [a0, a1] = g.to_be_bytes();
    let [a2, a3] = h.to_be_bytes();
    match ([c, d, e, f], zone(IpAddr::V4(Ipv4Addr::new(a0, a1, a2, a3)))) {
        ([0, 0, 0, 0], Zone::Public) => Zone::Public,
        (_, Zone::Public | Zone::Inside | Zone::Never) => Zone::Never,
    }
}

/// Whether a service may be connected to at an address.
#[must_use]
pub fn may_connect(address: IpAddr, inside: bool) -> bool {
    match zone(address) {
        Zone::Public => true,
        Zone::Inside => inside,
        Zone::Never => false,
    }
}

/// An address, or all of a name's addresses, may not be connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The host.
    pub host: String,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let addresses: Vec<String> = self.addresses.iter().map(ToString::to_string).collect();
        write!(f, "`{}` is at {}, which may not be connected to", self.host, addresses.join(", "))
    }
}

impl Error for Refused {}

/// Where names are looked up.
pub trait Names: Send + Sync {
    /// The addresses of a name.
    fn addresses(&self, name: &str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;
}

/// The machine's own way to look names up.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachineNames;

impl Names for MachineNames {
    fn addresses(&self, name: &str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Resolves names to addresses that may be connected to, and to no others.
pub(super) struct Guard {
    pub(super) names: Arc<dyn Names>,
    pub(super) inside: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let found = self.names.addresses(&host);
        let inside = self.inside;
        Box::pin(async move {
            let addresses = found.await?;
            let (fit, unfit): (Vec<IpAddr>, Vec<IpAddr>) =
                addresses.into_iter().partition(|address| may_connect(*address, inside));
            if fit.is_empty() && !unfit.is_empty() {
                return Err(Refused { host, addresses: unfit }.into());
            }
            // Port 0 stands for that of the URL.
            let addresses: Addrs = Box::new(fit.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}
