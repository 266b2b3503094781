// Two machines that keep the same documents, as others do it: `node peers.mjs automerge|pouchdb FOLDER`.
// Says one JSON line for each thing that is done and goes on with each line it is told: the address
// of the line that counts, then "go" for the second exchange.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const [kind, folder] = process.argv.slice(2);
const told = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const hear = async () => (await told.next()).value;
const say = (line) => console.log(JSON.stringify(line));

/** Records of a file: length in four bytes, big-endian, then the bytes. */
function records(name) {
  const file = readFileSync(`${folder}/${name}`);
  const found = [];
  for (let at = 0; at < file.length; ) {
    const size = file.readUInt32BE(at);
    found.push(file.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return found;
}

async function listen(app) {
  const server = createServer(app);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return [server, server.address().port];
}

async function automerge() {
  const { Repo, generateAutomergeUrl, parseAutomergeUrl } = await import("@automerge/automerge-repo");
  const { WebSocketServerAdapter, WebSocketClientAdapter } = await import(
    "@automerge/automerge-repo-network-websocket"
  );
  const { WebSocketServer } = await import("ws");
  const { next: A } = await import("@automerge/automerge");
  const [server, port] = await listen();
  const sockets = new WebSocketServer({ server });
  // It answers who asks, and does not push what nobody opened.
  const there = new Repo({
    network: [new WebSocketServerAdapter(sockets)],
    sharePolicy: async () => false,
    peerId: "server",
  });
  const before = records("before.automerge");
  const urls = before.map((bytes) => {
    const documentId = parseAutomergeUrl(generateAutomergeUrl()).documentId;
    return there.import(bytes, { docId: documentId }).url;
  });
  say({ port });
  const url = (await hear()).replace("http", "ws");
  const line = new WebSocketClientAdapter(url);
  const here = new Repo({ network: [line], peerId: "client" });
  const handles = await Promise.all(urls.map((one) => here.find(one)));
  say({ done: "first", documents: handles.length });
  await hear();
  here.networkSubsystem.disconnect();
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  while (there.peers.length + here.peers.length > 0) {
    await pause(50);
  }
  const wanted = [];
  for (const [index, bytes] of records("after.automerge").entries()) {
    const changed = A.load(bytes);
    const handle = await there.find(urls[index]);
    handle.update((doc) => A.merge(doc, changed));
    wanted.push([handles[index], A.getHeads(changed).join()]);
  }
  here.networkSubsystem.reconnect();
  const arrived = ([handle, heads]) => A.getHeads(handle.doc()).join() === heads;
  while (!wanted.every(arrived)) {
    await pause(50);
  }
  // What is still said about the documents that did not change belongs to it.
  await pause(3000);
  say({ done: "changed", documents: wanted.length });
}

async function pouchdb() {
  const { default: Core } = await import("pouchdb-core");
  const [express, app] = [await import("express"), await import("express-pouchdb")];
  const parts = ["adapter-memory", "adapter-http", "mapreduce", "replication"];
  for (const part of parts) {
    Core.plugin((await import(`pouchdb-${part}`)).default);
  }
  const Memory = Core.defaults({ adapter: "memory" });
  const site = express.default();
  site.use(app.default(Memory, { mode: "minimumForPouchDB", inMemoryConfig: true }));
  const [, port] = await listen(site);
  const there = new Memory("cases");
  const put = async (name) => {
    for (const bytes of records(name)) {
      const doc = JSON.parse(bytes);
      const kept = await there.get(doc._id).catch(() => undefined);
      await there.put(kept ? { ...doc, _rev: kept._rev } : doc);
    }
  };
  await put("before.json");
  say({ port });
  const far = new Core(`${await hear()}/cases`, { adapter: "http" });
  const here = new Memory("copy");
  const first = await here.replicate.from(far);
  say({ done: "first", documents: first.docs_written });
  await hear();
  await put("after.json");
  const second = await here.replicate.from(far);
  say({ done: "changed", documents: second.docs_written });
}

await { automerge, pouchdb }[kind]();
process.exit(0);
