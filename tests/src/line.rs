//! Lines between a desk and its hub: one that is cut, and one where a stranger answers.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Which way bytes flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the hub.
    Up,
    /// From the hub.
    Down,
}

/// Something that listens on loopback while the value lives.
pub struct Line {
    address: SocketAddr,
    closing: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// A line to `hub` of which every connection breaks after `bytes` in direction `way`.
    pub fn cut(hub: SocketAddr, way: Way, bytes: u64) -> Self {
        Self::to(hub, way, bytes, [Arc::default(), Arc::default()])
    }

    /// A line to `hub` that counts all bytes it carries, up and down.
    pub fn counted(hub: SocketAddr, counts: [Arc<AtomicU64>; 2]) -> Self {
        Self::to(hub, Way::Up, u64::MAX, counts)
    }

    fn to(hub: SocketAddr, way: Way, bytes: u64, counts: [Arc<AtomicU64>; 2]) -> Self {
        Self::listen(move |near, open| {
            let Ok(far) = TcpStream::connect(hub) else {
                return;
            };
            let clone = |stream: &TcpStream| stream.try_clone().expect("a second handle");
            open.lock().expect("a list").push(clone(&far));
            let limit = |this| if this == way { bytes } else { u64::MAX };
            let (up, down) = (limit(Way::Up), limit(Way::Down));
            let (near_in, far_out) = (clone(&near), clone(&far));
            let [going_up, coming_down] = counts.clone();
            std::thread::spawn(move || carry(near_in, far_out, up, &going_up));
            std::thread::spawn(move || carry(far, near, down, &coming_down));
        })
    }

    /// A stranger that answers every request with `answer` and hangs up.
    pub fn stranger(answer: Vec<u8>) -> Self {
        Self::listen(move |mut near, _| {
            let answer = answer.clone();
            std::thread::spawn(move || {
                read_request(&mut near);
                near.write_all(&answer).ok();
                near.shutdown(Shutdown::Write).ok();
                // Reads what is left, so that closing does not take the answer back.
                near.read_to_end(&mut vec![]).ok();
            });
        })
    }

    /// Where it listens.
    pub fn socket(&self) -> SocketAddr {
        self.address
    }

    /// Its address as desks know it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn listen(connected: impl Fn(TcpStream, &Mutex<Vec<TcpStream>>) + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let closing = Arc::new(AtomicBool::new(false));
        let open = Arc::new(Mutex::new(vec![]));
        let (stop, streams) = (closing.clone(), open.clone());
        let thread = std::thread::spawn(move || {
            for near in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let near = near.expect("a connection");
                let handle = near.try_clone().expect("a second handle");
                streams.lock().expect("a list").push(handle);
                connected(near, &streams);
            }
        });
        Self {
            address,
            closing,
            open,
            thread: Some(thread),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
        // Wakes the listener up.
        TcpStream::connect(self.address).ok();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
        for stream in self.open.lock().expect("a list").drain(..) {
            stream.shutdown(Shutdown::Both).ok();
        }
    }
}

/// Carries bytes until the end or the limit, then breaks both ends.
fn carry(mut from: TcpStream, mut to: TcpStream, limit: u64, count: &AtomicU64) {
    let mut left = limit;
    let mut buffer = [0; 4096];
    while left > 0 {
        let most = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        match from.read(&mut buffer[..most]) {
            Ok(read) if read > 0 && to.write_all(&buffer[..read]).is_ok() => {
                left -= read as u64;
                count.fetch_add(read as u64, Ordering::SeqCst);
            }
            _ => break,
        }
    }
    from.shutdown(Shutdown::Both).ok();
    to.shutdown(Shutdown::Both).ok();
}

/// Reads one request with its body, as far as its head says.
fn read_request(near: &mut TcpStream) {
    let mut request = vec![];
    let mut buffer = [0; 4096];
    loop {
        let head = request.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(head) = head {
            let text = String::from_utf8_lossy(&request[..head]).to_lowercase();
            let length = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .and_then(|length| length.trim().parse::<usize>().ok())
                .unwrap_or(0);
            if request.len() >= head + 4 + length {
                return;
            }
        }
        match near.read(&mut buffer) {
            Ok(read) if read > 0 => request.extend_from_slice(&buffer[..read]),
            _ => return,
        }
    }
}
