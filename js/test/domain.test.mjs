import assert from "node:assert/strict";
import test from "node:test";
import { source } from "./source.mjs";

const { api, url, user } = await source({ api: "index.ts", url: "domain/url.ts", user: "identity/user.ts" });
const socket = { webSocket: { class: class {} } };
const FULL = "http://example.com/api/realtime/space/name";

const GOOD = {
  [FULL]: ["space", "name"],
  "HTTPS://Example.com/a/b/c": ["b", "c"],
  "ws://host:8000/ns/dom": ["ns", "dom"],
  "wss://host/x/y/na%20me/d%2Fd": ["na me", "d/d"],
  "https://host/api/realtime/ns/dom/": ["ns", "dom"],
  "https://host/api/realtime/ns/dom//": ["ns", "dom"],
  "https://host/api/realtime/ns/dom?key=a/b": ["ns", "dom"],
  "https://host/api/realtime/ns/dom/?key=v#part": ["ns", "dom"],
};
for (const [text, [namespace, id]] of Object.entries(GOOD)) {
  test(`url ${text}`, () => {
    assert.deepEqual(url.parseDomainUrl(text, undefined), { url: text, namespace, id });
  });
}

test("the short form of the url stands for the server of the page", () => {
  assert.deepEqual(url.parseDomainUrl("space/name", "https://page.example"), {
    url: "https://page.example/api/realtime/space/name",
    namespace: "space",
    id: "name",
  });
  assert.equal(url.parseDomainUrl("space/name/?k=v", "https://page.example").id, "name");
  assert.throws(() => url.parseDomainUrl("space/name", undefined), /Invalid url/);
  assert.throws(() => url.parseDomainUrl("space/name", "file://"), /Invalid url/);
});

for (const bad of ["", "http://host", "http://host/one", "ftp://host/a/b", "a/b/c", "http:///a/b", "http://host/a//", "http://host?/a/b", 5, null, undefined, {}]) {
  test(`url ${JSON.stringify(bad)} is refused`, () => {
    assert.throws(() => url.parseDomainUrl(bad, "http://page"), /Invalid url/);
    assert.throws(() => new api.ConvergenceDomain(bad, socket), /Invalid url/);
  });
}

test("a new domain answers from what it knows", () => {
  const domain = new api.ConvergenceDomain(FULL, socket);
  assert.deepEqual([domain.url(), domain.namespace(), domain.id()], [FULL, "space", "name"]);
  assert.deepEqual([domain.isConnected(), domain.isDisconnected(), domain.isDisposed()], [false, true, false]);
  const session = domain.session();
  assert.match(session.sessionId(), /^offline:[A-Za-z0-9]{32}$/);
  assert.equal(session.sessionId(), session.sessionId());
  assert.deepEqual([session.user(), session.reconnectToken(), session.isConnected(), session.domain()], [null, null, false, domain]);
  assert.throws(() => session.assertOnline(), { code: "offline" });
  assert.equal(domain.models(), domain.models());
  assert.equal(domain.models().session(), session);
  assert.equal(domain.models().isOpen("x"), false);
});

test("ids of sessions use the whole alphabet", () => {
  const seen = new Set();
  for (let i = 0; i < 300; i++) {
    for (const c of new api.ConvergenceDomain(FULL, socket).session().sessionId().slice(8)) seen.add(c);
  }
  assert.equal(seen.size, 62);
});

test("what needs a connection is refused before there is one", async () => {
  const domain = new api.ConvergenceDomain(FULL, socket);
  const models = domain.models();
  for (const promise of [models.open("x"), models.openAutoCreate({ collection: "c" }), models.create({ collection: "c" }),
    models.remove("x"), domain.serverTime()]) {
    await assert.rejects(promise, { name: "ConvergenceError", code: "offline" });
  }
  await assert.rejects(domain.reconnect(), { code: "authentication_failed" });
  await domain.disconnect();
});

test("bad arguments of the model service throw or reject and name the argument", async () => {
  const models = new api.ConvergenceDomain(FULL, socket).models();
  for (const call of ["open", "remove", "isOpen", "isOpening"]) {
    assert.throws(() => models[call](""), /id must not be empty/);
    assert.throws(() => models[call](5), { name: "TypeError", message: /id must be a string/ });
  }
  assert.throws(() => models.openAutoCreate(), /options/);
  assert.throws(() => models.openAutoCreate({ collection: "c", id: "" }), /options\.id/);
  await assert.rejects(models.openAutoCreate({ collection: "" }), /collection/);
  assert.throws(() => models.discardRefused({ modelId: "", number: 1 }), /modelId must not be empty/);
  for (const number of [undefined, "1", 0.5, NaN]) {
    assert.throws(() => models.discardRefused({ modelId: "m", number }), { name: "TypeError", message: /^number must be an integer/ });
  }
  for (const number of [-1, 2 ** 53]) {
    assert.throws(() => models.discardRefused({ modelId: "m", number }), { name: "RangeError", message: /^number is out of range/ });
  }
  await assert.rejects(models.discardRefused({ modelId: "m", number: Date.now() }), { code: "offline" });
});

test("options get their defaults, and their intervals are sorted", () => {
  const options = new api.ConvergenceDomain(FULL, { ...socket, reconnect: { reconnectIntervals: [9, 0, 3] } }).options();
  assert.deepEqual(options.connection, { timeout: 5, connectionRequestTimeout: 10 });
  assert.deepEqual(options.protocol.heartbeat, { enabled: true, pingInterval: 5, pongTimeout: 10 });
  assert.deepEqual(options.reconnect.reconnectIntervals, [0, 3, 9]);
  assert.deepEqual(options.models, {
    merge: true, data: { undefinedObjectValues: "error", undefinedArrayValues: "error" }, events: { stringSplice: "splice" },
  });
  assert.ok(Object.isFrozen(options.reconnect));
  assert.deepEqual(new api.ConvergenceDomain(FULL, socket).options().reconnect.reconnectIntervals, [0, 5, 10, 20, 30]);
});

const BAD_OPTIONS = {
  "connection.timeout": { connection: { timeout: "5" } },
  "protocol.heartbeat.enabled": { protocol: { heartbeat: { enabled: 1 } } },
  "protocol.heartbeat.pingInterval": { protocol: { heartbeat: { pingInterval: -1 } } },
  "reconnect.reconnectIntervals": { reconnect: { reconnectIntervals: [] } },
  "reconnect.fallbackAuth": { reconnect: { fallbackAuth: {} } },
  "models.data.undefinedObjectValues": { models: { data: { undefinedObjectValues: "null" } } },
  "models.merge": { models: { merge: "no" } },
  "webSocket.class": { webSocket: { class: {} } },
  protocol: { protocol: 5 },
};
for (const [name, options] of Object.entries(BAD_OPTIONS)) {
  test(`a bad option throws: ${name}`, () => {
    assert.throws(() => new api.ConvergenceDomain(FULL, { ...socket, ...options }), (error) => {
      assert.ok(error instanceof TypeError);
      assert.ok(error.message.includes(name), error.message);
      return true;
    });
  });
}

test("without a WebSocket the constructor throws", () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, "WebSocket"); // newer Nodes have one
  delete globalThis.WebSocket;
  try {
    assert.throws(() => new api.ConvergenceDomain(FULL), { name: "ConvergenceError", code: "websockets_not_supported" });
  } finally {
    if (own) Object.defineProperty(globalThis, "WebSocket", own);
  }
});

test("errors have a name, a code and details", () => {
  const error = new api.ConvergenceError("m", "c", { a: 1 });
  assert.ok(error instanceof Error);
  assert.deepEqual([error.name, error.message, error.code, error.details], ["ConvergenceError", "m", "c", { a: 1 }]);
  assert.deepEqual(new api.ConvergenceError("m").details, {});
  const server = new api.ConvergenceServerError("m", "c", { a: 1 });
  assert.ok(!(server instanceof api.ConvergenceError) && server instanceof Error);
  assert.deepEqual([server.name, server.code, server.details], ["ConvergenceServerError", "c", { a: 1 }]);
});

test("users and their ids", () => {
  const { DomainUserId, DomainUserIdMap, DomainUser } = api;
  const id = DomainUserId.fromGuid("anonymous:a:b");
  assert.deepEqual([id.userType, id.username, id.toGuid()], ["anonymous", "a:b", "anonymous:a:b"]);
  assert.ok(id.equals(DomainUserId.anonymous("a:b")) && !id.equals(DomainUserId.normal("a:b")));
  assert.equal(DomainUserId.of("x").userType, "normal");
  for (const bad of ["nocolon", "robot:x"]) assert.throws(() => DomainUserId.fromGuid(bad));
  assert.throws(() => DomainUserId.of(5), /user/);
  assert.throws(() => DomainUserId.normal(5), /username/);
  const someone = new DomainUser("normal", "u", "First");
  assert.deepEqual([someone.normal, someone.anonymous, someone.convergence, someone.firstName], [true, false, false, "First"]);
  assert.equal(someone.userId.toGuid(), "normal:u");
  assert.ok(Object.isFrozen(someone) && Object.isFrozen(id));
  const map = DomainUserIdMap.of(new Map([["a", 1], [DomainUserId.anonymous("a"), 2]]));
  assert.deepEqual([map.size(), map.get("a"), map.get(DomainUserId.anonymous("a")), map.has("b")], [2, 1, 2, false]);
  assert.deepEqual(DomainUserIdMap.fromGuidObjectMap(map.toGuidObjectMap()).entries(), map.entries());
  assert.equal(DomainUserIdMap.of({ a: 1 }).delete("a"), true);
  assert.throws(() => DomainUserIdMap.of(5), /mapping/);
  const wire = user.userOf([2, "n", "", "", "Display", ""]);
  assert.deepEqual([wire.userType, wire.displayName, wire.email, wire.isAnonymous], ["anonymous", "Display", undefined, true]);
});

test("a cancellation token is bound once and cancelled once", () => {
  const token = api.CancellationToken.create();
  assert.equal(token.isBound(), false);
  assert.throws(() => token.cancel(), /before/);
  let aborted = 0;
  token._bind(() => aborted++);
  assert.throws(() => token._bind(() => {}), /one/);
  token.cancel();
  assert.throws(() => token.cancel(), /already/);
  assert.equal(aborted, 1);
});

test("logging goes by level and logger", (t) => {
  const lines = [];
  for (const name of ["debug", "info", "warn", "error"]) t.mock.method(console, name, (line) => lines.push(`${name} ${line}`));
  return source({ logging: "logging.ts" }).then(({ logging }) => {
    logging.log(2, "a", "hidden");
    logging.log(3, "a", "shown");
    logging.configureLogging({ root: "error", loggers: { "a.b": { level: "trace" }, "a.b.c": "silent" } });
    logging.log(3, "a", "hidden");
    logging.log(0, "a.b.x", "shown");
    logging.log(4, "a.b.c", "hidden");
    assert.equal(lines.length, 2);
    assert.match(lines[0], /^warn WARN {2}\d\d:\d\d:\d\d\.\d{3} a: shown$/);
    assert.match(lines[1], /^debug TRACE .* a\.b\.x: shown$/);
    assert.throws(() => logging.configureLogging({ loggers: { "": "warn" } }), /logger/);
    assert.throws(() => logging.configureLogging({ root: "loud" }), /root/);
    assert.throws(() => logging.configureLogging(null), /config/);
  });
});
