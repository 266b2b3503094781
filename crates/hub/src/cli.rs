//! The command line `motcua-hub`: the sync server of a province, a commune or one room.

mod admin;
mod upkeep;

use crate::config::{Config, ConfigError};
use crate::{Hub, HubError};
use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use std::io::{IsTerminal, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;

/// Refused by a rule.
const EXIT_REFUSED: u8 = 1;
/// The machine: files, network, configuration.
const EXIT_ENVIRONMENT: u8 = 3;

/// The sync server of Một Cửa Lưu Động.
#[derive(Parser)]
#[command(name = "motcua-hub", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer workstations until told to stop.
    Serve {
        #[command(flatten)]
        place: Place,
        /// Address and port; 127.0.0.1:7118 unless the configuration says otherwise.
        #[arg(long)]
        listen: Option<SocketAddr>,
        /// Address and port of the figures for Prometheus; none unless the configuration says so.
        #[arg(long, value_name = "ADDRESS")]
        metrics: Option<SocketAddr>,
        /// Serve plain HTTP beyond this machine: only on a trusted test network.
        #[arg(long)]
        allow_plain: bool,
    },
    /// Offices, invitations, devices and copies.
    Admin {
        #[command(flatten)]
        place: Place,
        /// One JSON object per line.
        #[arg(long)]
        json: bool,
        #[command(subcommand)]
        task: admin::Task,
    },
}

/// Where the hub lives.
#[derive(Args)]
struct Place {
    /// Configuration file (TOML).
    #[arg(long)]
    config: Option<PathBuf>,
    /// Data folder; motcua-hub-data unless the configuration says otherwise.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Keep the data on a PostgreSQL server instead, e.g. postgresql:///motcua?host=/run/postgresql.
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
}

impl Place {
    fn config(&self) -> Result<Config, ConfigError> {
        let mut config = match &self.config {
            Some(path) => Config::read(path)?,
            None => Config::default(),
        };
        if let Some(data) = &self.data {
            config.data.clone_from(data);
        }
        if self.postgres.is_some() {
            config.postgres.clone_from(&self.postgres);
        }
        Ok(config)
    }
}

/// Runs the command line of this process; gives its exit status: 0 done, 1 refused by a rule, 2 usage,
/// 3 environment.
pub fn main() -> ExitCode {
    start_log();
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nowhere else to complain.
            writeln!(std::io::stderr(), "motcua-hub: {error:#}").ok();
            ExitCode::from(exit_code(&error))
        }
    }
}

fn exit_code(error: &anyhow::Error) -> u8 {
    use HubError as E;
    match error.downcast_ref::<E>() {
        Some(
            E::Store(_)
            | E::Folder { .. }
            | E::BadKeyFile { .. }
            | E::OtherKey
            | E::NoPostgres
            | E::BadSettings
            | E::Random
            | E::Internal,
        )
        | None => EXIT_ENVIRONMENT,
        Some(_) => EXIT_REFUSED,
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve {
            place,
            listen,
            metrics,
            allow_plain,
        } => {
            let mut config = place.config()?;
            if let Some(listen) = listen {
                config.listen = listen;
            }
            if metrics.is_some() {
                config.metrics = metrics;
            }
            config.check_plain(allow_plain)?;
            serve(&config)
        }
        Command::Admin { place, json, task } => {
            let config = place.config()?;
            admin::run(&config, json, task)
        }
    }
}

fn open(config: &Config) -> Result<Hub, HubError> {
    let hub = match &config.postgres {
        #[cfg(feature = "postgres")]
        Some(url) => Hub::open_postgres(&config.data, url)?,
        #[cfg(not(feature = "postgres"))]
        Some(_) => return Err(HubError::NoPostgres),
        None => Hub::open(&config.data)?,
    };
    let hub = hub.with_limits(config.limits, config.proxy.clone());
    Ok(hub.with_url(config.url.clone()).with_bands(config.bands))
}

fn serve(config: &Config) -> anyhow::Result<()> {
    let tls = config
        .tls
        .as_ref()
        .map(|files| crate::tls(&files.certificate, &files.key))
        .transpose()
        .context("cannot use the TLS certificate and key")?;
    let hub = open(config)?;
    let listener = TcpListener::bind(config.listen)
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let listening = listener.local_addr()?;
    tracing::info!(
        %listening,
        tls = tls.is_some(),
        data = %config.data.display(),
        version = env!("CARGO_PKG_VERSION"),
        "serving"
    );
    let figures = config
        .metrics
        .map(|address| {
            let bound = TcpListener::bind(address);
            bound.with_context(|| format!("cannot give figures on {address}"))
        })
        .transpose()?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let stop = stop_signal()?;
        if let Some(listener) = figures {
            tracing::info!(figures = %listener.local_addr()?, "giving figures");
            tokio::spawn(crate::serve_metrics(hub.clone(), listener));
        }
        match tls {
            Some(tls) => crate::serve_tls(hub, listener, tls, stop).await?,
            None => crate::serve(hub, listener, stop).await?,
        }
        tracing::info!("stopped");
        Ok(())
    })
}

/// Ready once the process is asked to stop: Ctrl-C, or SIGTERM of a service supervisor.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ready once the process is asked to stop.
#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "registering can fail on other systems"
)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send> {
    Ok(async {
        tokio::signal::ctrl_c().await.ok();
    })
}

/// To stderr: words for people at a terminal, JSON for machines. `RUST_LOG` says how much.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        log.init();
    } else {
        log.json().init();
    }
}
