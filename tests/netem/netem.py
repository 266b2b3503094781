"""A bad line between two network namespaces: how long a day's work takes over it, beside the same bytes
over one plain TCP connection. As root: `cargo xtask netem`.

Real kernel TCP on both sides. Where the kernel has netem, `tc` makes the line; else this program does:
a TUN device in each namespace, and between them a queue for each direction with rate, delay and loss."""
import argparse, fcntl, heapq, json, os, random, select, statistics, struct, subprocess, sys, tempfile, threading, time

NEAR, FAR = "motcua-near", "motcua-far"
NEAR_IP, FAR_IP, PORT, PLAIN = "10.77.0.1", "10.77.0.2", 8443, 9000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000
PASSWORD = "mật khẩu của đường truyền"


def run(*args, **more):
    return subprocess.run(args, check=True, capture_output=True, text=True, **more).stdout


def within(space, *args):
    return ["ip", "netns", "exec", space, *args]


def tun(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


class Emulator(threading.Thread):
    """Carries IP packets both ways: lost by the seed, sent at the rate, delayed, in order."""

    def __init__(self, rate, delay, loss, seed):
        super().__init__(daemon=True)
        self.devices = [tun("motcua0"), tun("motcua1")]
        self.rate, self.delay, self.loss = rate, delay, loss
        self.random = random.Random(seed)
        self.free = [0.0, 0.0]
        self.flying, self.count = [], 0

    def take(self, way):
        while True:
            try:
                packet = os.read(self.devices[way], 65536)
            except BlockingIOError:
                return
            now = time.monotonic()
            # netem keeps 1000 packets.
            if self.random.random() < self.loss or self.free[way] - now > 1000 * 1500 * 8 / self.rate:
                continue
            self.free[way] = max(now, self.free[way]) + len(packet) * 8 / self.rate
            self.count += 1
            heapq.heappush(self.flying, (self.free[way] + self.delay, self.count, way, packet))

    def run(self):
        try:
            self.carry()
        except OSError:
            pass  # The namespaces are gone, and the devices with them.

    def carry(self):
        while True:
            wait = max(0, self.flying[0][0] - time.monotonic()) if self.flying else None
            for device in select.select(self.devices, [], [], wait)[0]:
                self.take(self.devices.index(device))
            while self.flying and self.flying[0][0] <= time.monotonic():
                _, _, way, packet = heapq.heappop(self.flying)
                os.write(self.devices[1 - way], packet)


def spaces(line):
    """Makes both namespaces and the line; gives what made it."""
    for space in [NEAR, FAR]:
        subprocess.run(["ip", "netns", "del", space], capture_output=True)
        run("ip", "netns", "add", space)
    ends = [("motcua0", NEAR, NEAR_IP, FAR_IP), ("motcua1", FAR, FAR_IP, NEAR_IP)]
    run("ip", "link", "add", "motcua0", "type", "veth", "peer", "name", "motcua1")
    rule = ["netem", "rate", f"{line.kbit}kbit", "delay", f"{line.ms / 2}ms", "loss", f"{line.loss}%"]
    tried = subprocess.run(["tc", "qdisc", "add", "dev", "motcua0", "root", *rule], capture_output=True)
    made = "tc netem"
    if tried.returncode == 0:
        run("tc", "qdisc", "add", "dev", "motcua1", "root", *rule)
    else:
        run("ip", "link", "del", "motcua0")
        Emulator(line.kbit * 1000, line.ms / 2000, line.loss / 100, line.seed).start()
        made = "TUN emulator (this kernel has no netem)"
    for name, space, own, other in ends:
        run("ip", "link", "set", name, "netns", space)
        run(*within(space, "ip", "addr", "add", own, "peer", other, "dev", name))
        for device in [name, "lo"]:
            run(*within(space, "ip", "link", "set", device, "up"))
    return made


def certificate(folder):
    make = lambda *args: run("openssl", *args, cwd=folder)
    ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    make("req", "-x509", *ec, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=netem", "-days", "2")
    make("req", *ec, "-keyout", "hub.key", "-out", "hub.csr", "-subj", "/CN=hub")
    with open(f"{folder}/ext", "w") as file:
        file.write(f"subjectAltName=IP:{FAR_IP}\n")
    sign = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "ext", "-days", "2"]
    make("x509", "-req", "-in", "hub.csr", *sign, "-out", "hub.pem")


def plain(up, down):
    """The time of one plain TCP connection that carries so many bytes up, then so many down."""
    code = (
        "import socket,sys,time\n"
        "up,down=int(sys.argv[1]),int(sys.argv[2])\n"
        "def take(s,n):\n"
        "  while n>0:\n"
        "    got=len(s.recv(min(n,65536)))\n"
        "    if not got: sys.exit('cut')\n"
        "    n-=got\n"
    )
    far = f"{code}l=socket.create_server(('{FAR_IP}',{PLAIN}))\nprint(1,flush=True)\ns,_=l.accept()\ntake(s,up)\ns.sendall(bytes(down))\ns.close()\n"
    near = f"{code}b=time.monotonic()\ns=socket.create_connection(('{FAR_IP}',{PLAIN}))\ns.sendall(bytes(up))\ntake(s,down)\nprint(time.monotonic()-b)\n"
    args = [str(up), str(down)]
    server = subprocess.Popen(within(FAR, sys.executable, "-c", far, *args), stdout=subprocess.PIPE)
    server.stdout.readline()
    took = float(run(*within(NEAR, sys.executable, "-c", near, *args)))
    server.wait()
    return took


class Desk:
    def __init__(self, folder, programs):
        self.folder, self.programs = folder, programs
        self.env = {**os.environ, "MOTCUA_PASSWORD": PASSWORD, "SSL_CERT_FILE": f"{folder}/ca.pem"}

    def __call__(self, *args, given=None):
        program = within(NEAR, f"{self.programs}/motcua", args[0], "--data", f"{self.folder}/desk", *args[1:])
        return subprocess.run(program, env=self.env, input=given, capture_output=True, text=True)

    def intake(self, first, count):
        row = lambda n: {
            "client_ref": f"netem-{n}",
            "procedure": ["1.001193", "1.000894", "1.004873", "1.000656"][n % 4],
            "applicant": {
                "kind": "person",
                "name": f"Nông Thị {chr(65 + n % 26)}",
                "id": f"0201{n % 10}{70 + n % 29}{n * 7919 % 1000000:06}",
                "address": f"Thôn Nà Mẫu, nhà số {n}, xã Minh Họa, tỉnh Lạng Sơn",
                "phone": f"09{n * 104729 % 100000000:08}",
            },
        }
        rows = "\n".join(json.dumps(row(n), ensure_ascii=False) for n in range(first, first + count))
        done = self("intake", "-", "--receipt", f"{self.folder}/paper", given=rows)
        assert done.returncode == 0, done.stderr

    def sync(self):
        """Exchanges until all is acknowledged; gives the seconds and what was said."""
        began, said = time.monotonic(), []
        while not said or said[-1]["state"] != "done":
            done = self("sync", "--json", "--hub", f"https://{FAR_IP}:{PORT}")
            said.append(json.loads(done.stdout.splitlines()[-1]) if done.stdout else sys.exit(done.stderr))
            if len(said) > 50:
                sys.exit(f"no end: {said[-1]}")
        return time.monotonic() - began, said


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("programs", help="folder of motcua and motcua-hub")
    ask.add_argument("--office", required=True, help="file with the office, as catalogue/offices/demo.json")
    for name, number in [("kbit", 64), ("ms", 700), ("loss", 5.0), ("seed", 1), ("runs", 3), ("cases", 100)]:
        ask.add_argument(f"--{name}", type=type(number), default=number)
    line = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        hub = lambda *args: run(f"{line.programs}/motcua-hub", "admin", "--data", f"{folder}/hub", *args)
        office = json.load(open(line.office))["office"]
        with open(f"{folder}/office.json", "w") as file:
            json.dump(office, file)
        hub("office", "add", f"{folder}/office.json")
        code = office["code"]
        hub("invite", "--office", code, "--name", "near", "--out", f"{folder}/invitation")
        certificate(folder)
        with open(f"{folder}/hub.toml", "w") as file:
            file.write(
                f'listen = "{FAR_IP}:{PORT}"\ndata = "{folder}/hub"\n'
                f'[tls]\ncertificate = "{folder}/hub.pem"\nkey = "{folder}/hub.key"\n'
            )
        made = spaces(line)
        desk = Desk(folder, line.programs)
        enrolled = desk("enrol", "--bundle", f"{folder}/invitation", "--name", "Nông Thị Ươm")
        assert enrolled.returncode == 0, enrolled.stderr
        serve = within(FAR, f"{line.programs}/motcua-hub", "serve", "--config", f"{folder}/hub.toml")
        serving = subprocess.Popen(serve, stderr=subprocess.DEVNULL)
        print(f"{made}: {line.kbit} kbit/s, {line.ms} ms there and back, {line.loss} % lost, seed {line.seed}")
        try:
            desk.sync()
            ours, bare = [], []
            for n in range(line.runs):
                desk.intake(n * line.cases, line.cases)
                took, said = desk.sync()
                total = lambda key: sum(one[key] for one in said)
                assert total("pushed") == line.cases, said
                up, down = total("bytes_up"), total("bytes_down")
                ours.append(took)
                bare.append(plain(up, down))
                print(
                    f"{line.cases} cases: {took:.1f} s in {len(said)} exchanges, {total('round_trips')} round trips, "
                    f"{up} B up, {down} B down; plain TCP: {bare[-1]:.1f} s; ratio {took / bare[-1]:.2f}", flush=True
                )
            ratio = statistics.median(ours) / statistics.median(bare)
            print(f"medians: {statistics.median(ours):.1f} s, {statistics.median(bare):.1f} s; ratio {ratio:.2f}")
        finally:
            serving.terminate()
            serving.wait()
            for space in [NEAR, FAR]:
                subprocess.run(["ip", "netns", "del", space], capture_output=True)


main()
