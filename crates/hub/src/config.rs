//! The hub's configuration file (TOML).
//!
//! ```toml
//! # Address and port to listen on. Anything but loopback needs [tls].
//! listen = "0.0.0.0:7118"
//! # Folder of hub.db and hub.key; created at the first start.
//! data = "/var/lib/motcua-hub"
//! # Instead of hub.db: a PostgreSQL server (15 or newer) that several processes may share, each
//! # with a copy of hub.key. Without TLS: the local socket, or a network that nobody else is on.
//! # postgres = "postgresql://motcua@localhost/motcua?host=/run/postgresql"
//! # Where workstations find this hub; written into invitations.
//! url = "https://motcua.example"
//!
//! # Address and port of the figures for Prometheus; none without it.
//! metrics = "127.0.0.1:7119"
//!
//! # PEM files. Without them only loopback is served, unless --allow-plain is given.
//! [tls]
//! certificate = "/etc/motcua-hub/chain.pem"
//! key = "/etc/motcua-hub/key.pem"
//!
//! # Ordinals given to each new workstation, and where they begin (agreed with the province).
//! [bands]
//! first = 5001
//! size = 100
//!
//! # The defaults. Beyond them: 429 or 503 with Retry-After; desks wait and keep their work.
//! [limits]
//! device_per_minute = 600
//! device_burst = 300
//! address_per_minute = 6000
//! address_burst = 3000
//! body_mib = 64
//! connections = 2048
//! address_connections = 256
//! head_seconds = 60
//! body_seconds = 300
//! stop_seconds = 20
//!
//! # A proxy before the hub: its addresses, and the header it appends the caller's address to.
//! [proxy]
//! addresses = ["127.0.0.1"]
//! header = "x-forwarded-for"
//! ```

mod limits;

pub(crate) use limits::seconds;
pub use limits::{Limits, Proxy};

use serde::Deserialize;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// Where the hub listens unless told otherwise.
pub const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 7118);
/// The data folder unless told otherwise.
pub const DATA: &str = "motcua-hub-data";

/// The file's content; unknown keys are refused.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address and port.
    pub listen: SocketAddr,
    /// Folder of `hub.db` and `hub.key`.
    pub data: PathBuf,
    /// The PostgreSQL server; `None` for `hub.db` in the data folder.
    pub postgres: Option<String>,
    /// The hub's public address, for invitations.
    pub url: Option<String>,
    /// Where the figures for Prometheus are given.
    pub metrics: Option<SocketAddr>,
    /// Certificate and key; `None` for plain HTTP.
    pub tls: Option<TlsFiles>,
    /// The bands given out.
    pub bands: Bands,
    /// How much is let in.
    pub limits: Limits,
    /// The proxy in front.
    pub proxy: Option<Proxy>,
}

/// PEM files for TLS.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// The certificate chain, the hub's own first.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Which ordinals new installations get.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bands {
    /// The first ordinal of the first band.
    pub first: u32,
    /// Ordinals in each band.
    pub size: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: LISTEN,
            data: PathBuf::from(DATA),
            postgres: None,
            url: None,
            metrics: None,
            tls: None,
            bands: Bands::default(),
            limits: Limits::default(),
            proxy: None,
        }
    }
}

impl Default for Bands {
    fn default() -> Self {
        Self {
            first: 5001,
            size: 100,
        }
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not the TOML described above.
    #[error("{path} is not a configuration of motcua-hub")]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Where and what.
        source: toml::de::Error,
    },
    /// Personal data would travel in the open.
    #[error(
        "refusing to serve plain HTTP on {listen}: set [tls] certificate and key, or listen on \
         127.0.0.1 behind a proxy that ends TLS, or pass --allow-plain"
    )]
    Plain {
        /// The address asked for.
        listen: SocketAddr,
    },
}

impl Config {
    /// Reads a file.
    ///
    /// # Errors
    /// [`ConfigError::Io`], [`ConfigError::Malformed`].
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Io {
            path: path.to_owned(),
            source,
        })?;
        toml::from_str(&text).map_err(|source| ConfigError::Malformed {
            path: path.to_owned(),
            source,
        })
    }

    /// Refuses plain HTTP beyond this machine, unless `allow_plain`.
    ///
    /// # Errors
    /// [`ConfigError::Plain`].
    pub fn check_plain(&self, allow_plain: bool) -> Result<(), ConfigError> {
        if self.tls.is_some() || allow_plain || self.listen.ip().is_loopback() {
            return Ok(());
        }
        Err(ConfigError::Plain {
            listen: self.listen,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The documented example, out of this file's own first lines.
    fn example() -> String {
        include_str!("config.rs")
            .lines()
            .skip_while(|line| *line != "//! ```toml")
            .skip(1)
            .take_while(|line| *line != "//! ```")
            .map(|line| line.trim_start_matches("//!").trim_start().to_owned() + "\n")
            .collect()
    }

    #[test]
    fn the_documented_file_is_read() {
        let config: Config = toml::from_str(&example()).expect("the example");
        let tls = TlsFiles {
            certificate: "/etc/motcua-hub/chain.pem".into(),
            key: "/etc/motcua-hub/key.pem".into(),
        };
        let wanted = Config {
            listen: "0.0.0.0:7118".parse().expect("address"),
            data: "/var/lib/motcua-hub".into(),
            postgres: None,
            url: Some("https://motcua.example".to_owned()),
            metrics: Some("127.0.0.1:7119".parse().expect("address")),
            tls: Some(tls),
            bands: Bands {
                first: 5001,
                size: 100,
            },
            limits: Limits::default(),
            proxy: Some(Proxy {
                addresses: vec!["127.0.0.1".parse().expect("address")],
                header: "x-forwarded-for".to_owned(),
            }),
        };
        assert_eq!(config, wanted);
        assert_eq!(
            toml::from_str::<Config>("").expect("empty"),
            Config::default()
        );
        for wrong in [
            "port = 1",
            "listen = \"everywhere\"",
            "[tls]\ncertificate = \"a\"",
            "listen",
        ] {
            assert!(toml::from_str::<Config>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        let tls = toml::from_str::<Config>(&example())
            .expect("the example")
            .tls;
        for (listen, tls, allow_plain, wanted) in [
            ("127.0.0.1:7118", None, false, true),
            ("[::1]:7118", None, false, true),
            ("0.0.0.0:7118", None, false, false),
            ("192.0.2.7:80", None, false, false),
            ("[::]:7118", None, false, false),
            ("0.0.0.0:7118", None, true, true),
            ("0.0.0.0:7118", tls, false, true),
        ] {
            let listen = listen.parse().expect("address");
            let config = Config {
                listen,
                tls,
                ..Config::default()
            };
            assert_eq!(config.check_plain(allow_plain).is_ok(), wanted, "{listen}");
        }
    }
}
