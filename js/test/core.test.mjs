// The shim against a stand-in for the core: what goes over the bridge.
import assert from "node:assert/strict";
import test from "node:test";
import { M, URL, connect, setUp, settled } from "./fake-domain.mjs";

test("the core's domain is made by the first connect, with all options", async () => {
  const s = await setUp({ connection: { timeout: 3 } });
  assert.equal(s.calls.length, 0);
  await connect(s);
  const [, url, options] = s.of(M.New)[0];
  assert.equal(url, URL);
  assert.equal(options.connectionTimeout, 3);
  assert.deepEqual(options.reconnectIntervals, [0, 5, 10, 20, 30]);
  assert.equal(options.hasFallbackAuth, false);
  const session = s.domain.session();
  assert.deepEqual([session.sessionId(), session.user().username, session.reconnectToken()], ["session-1", "ann", "token"]);
  await assert.rejects(s.domain.connectAnonymously(), { code: "already_connected" });
  assert.equal(s.of(M.New).length, 1);
});

test("a second connect while one is under way rejects, and does not disturb the first", async () => {
  const s = await setUp();
  const first = s.domain.connectWithPassword({ username: "ann", password: "secret" });
  await assert.rejects(s.domain.connectWithJwt("jwt"), { code: "already_connecting" });
  await settled();
  s.state.info = [false, false, "", null, null];
  await assert.rejects(s.domain.connectWithJwt("jwt"), { code: "already_connecting" });
  s.core.deliver([3, 7, 1, 1]);
  await settled();
  assert.deepEqual(s.of(M.Credentials), [[M.Credentials, 7, 1, "ann", "secret", null]]);
  await connect(s, first);
});

test("a callback is asked for credentials at every attempt", async () => {
  const s = await setUp();
  let n = 0;
  s.domain.connectWithPassword(async () => ({ username: "ann", password: `secret ${++n}` }));
  await settled();
  s.core.deliver([3, 7, 1, 1]);
  s.core.deliver([3, 7, 2, 1]);
  await settled();
  assert.deepEqual(s.of(M.Credentials).map((c) => c[4]), ["secret 1", "secret 2"]);
});

test("jwt, anonymous and token credentials", async () => {
  const cases = [
    [(d) => d.connectWithJwt("header.body.sig"), 2, ["", "header.body.sig", null]],
    [(d) => d.connectAnonymously(() => "Zoe"), 3, ["", "", "Zoe"]],
    [(d) => d.connectAnonymously(), 3, ["", "", null]],
    [(d) => d.reconnect("token"), 4, ["", "token", null]],
  ];
  for (const [start, method, expected] of cases) {
    const s = await setUp();
    start(s.domain).catch(() => {});
    await settled();
    assert.equal(s.of(M.Connect)[0][3], method);
    s.core.deliver([3, 7, 5, method]);
    await settled();
    assert.deepEqual(s.of(M.Credentials), [[M.Credentials, 7, 5, ...expected]]);
  }
});

test("a dropped connection is taken up with the token in memory", async () => {
  const s = await setUp();
  const promise = s.domain.reconnect("first token");
  await settled();
  s.core.deliver([2, 7, 4]);
  await connect(s, promise);
  s.core.deliver([3, 7, 9, 4]);
  await settled();
  assert.deepEqual(s.of(M.Credentials), [[M.Credentials, 7, 9, "", "", null]]);
});

test("callbacks that fail or give nothing fail the attempt", async () => {
  for (const bad of [() => Promise.reject(new Error("no keys")), () => "", () => 5]) {
    const s = await setUp();
    s.domain.connectWithJwt(bad).catch(() => {});
    await settled();
    s.core.deliver([3, 7, 1, 2]);
    await settled();
    assert.equal(s.of(M.Credentials).length, 0);
    assert.equal(s.of(M.Failed).length, 1);
    assert.match(s.of(M.Failed)[0][3], /no keys|jwt must be/);
  }
});

test("the fallback challenge is answered with a method, or cancelled", async () => {
  const cases = [
    [(c) => c.password(Promise.resolve("pw")), [M.Credentials, 7, 1, "", "pw", null, 1]],
    [(c) => c.jwt(() => "j"), [M.Credentials, 7, 1, "", "j", null, 2]],
    [(c) => c.anonymous("Zoe"), [M.Credentials, 7, 1, "", "", "Zoe", 3]],
    [(c) => c.cancel(), [M.Failed, 7, 1, "cancelled by the application"]],
    [() => {}, [M.Failed, 7, 1, "the fallbackAuth handler did not answer the challenge before it returned"]],
  ];
  for (const [fallbackAuth, expected] of cases) {
    const s = await setUp({ reconnect: { fallbackAuth } });
    await connect(s);
    s.calls.length = 0;
    s.core.deliver([3, 7, 1, 0]);
    await settled();
    assert.deepEqual(s.calls, [expected]);
  }
});

test("domain events carry what the core says, in order", async () => {
  const s = await setUp();
  await connect(s);
  const seen = [];
  s.domain.events().subscribe((e) => {
    const { domain, ...rest } = e;
    assert.equal(domain, s.domain);
    seen.push(rest);
  });
  const frames = [[1, 2.5], [2], [3, "jwt"], [4], [5, "domain_error", "jwt", "broken"], [5, "x", "jwt", null], [6], [4], [7], [8, "oops"]];
  s.core.deliver(...frames.map(([code, ...more]) => [2, 7, code, ...more]));
  await settled();
  assert.deepEqual(JSON.parse(JSON.stringify(seen)), [
    { name: "connection_scheduled", delay: 2.5 },
    { name: "connecting" },
    { name: "authenticating", method: "jwt" },
    { name: "connected" },
    { name: "connection_failed", code: "domain_error", authMethod: "jwt", message: "broken" },
    { name: "connection_failed", code: "x", authMethod: "jwt" },
    { name: "interrupted" },
    { name: "connected" },
    { name: "reconnected" },
    { name: "disconnected" },
    { name: "error", message: "oops" },
  ]);
});

test("errors of the core become errors of their class", async () => {
  const s = await setUp();
  await connect(s);
  const { ConvergenceError, ConvergenceServerError } = s.src.api;
  const classes = [ConvergenceError, Error, TypeError, RangeError, ConvergenceServerError];
  for (const [i, type] of classes.entries()) {
    const promise = s.domain.models().open("m");
    s.core.deliver([1, s.of(M.Open).at(-1)[2], false, [i, "some_code", "some text", { a: 1 }]]);
    await assert.rejects(promise, (error) => {
      assert.equal(error.constructor, type);
      assert.equal(error.message, "some text");
      if (i === 0 || i === 4) assert.deepEqual([error.code, error.details], ["some_code", { a: 1 }]);
      return true;
    });
  }
});

test("opening a model that is open gives the same object", async () => {
  const s = await setUp({}, { [M.Info28]: () => ["m", "c", 0, 15] });
  await connect(s);
  const both = [s.domain.models().open("m"), s.domain.models().open("m")];
  for (const [, , number] of s.of(M.Open)) s.core.deliver([1, number, true, [3, [10, 1]]]);
  const [one, two] = await Promise.all(both);
  assert.equal(one, two);
  assert.equal(one.modelId(), "m");
});

test("a call that fails throws what the core says", async () => {
  const s = await setUp({}, {
    [M.Info28]: () => ["m", "c", 0, 15],
    52: () => {
      throw [1, "", "no write permission", null];
    },
  });
  await connect(s);
  const promise = s.domain.models().open("m");
  s.core.deliver([1, s.of(M.Open)[0][2], true, [3, [10, 1]]]);
  const root = (await promise).root();
  assert.throws(() => root.remove("k"), (error) => error.constructor === Error && error.message === "no write permission");
});

test("the data of an automatic creation is made only when the server wants it", async () => {
  const s = await setUp();
  await connect(s);
  let asked = 0;
  s.domain.models().openAutoCreate({
    collection: "c",
    id: "m",
    ephemeral: true,
    worldPermissions: { read: true, write: true, remove: false, manage: false },
    userPermissions: { ann: { read: true, write: true, remove: true, manage: true } },
    data: () => ({ asked: ++asked }),
  }).catch(() => {});
  await settled();
  assert.deepEqual(s.of(M.Auto)[0].slice(3), ["m", 1]);
  assert.equal(asked, 0);
  s.core.deliver([4, 7, 1]);
  await settled();
  assert.deepEqual(s.of(M.Data), [[M.Data, 7, 1, ["c", { asked: 1 }, false, 3, [[0, "ann", 15]], true]]]);
});

test("data that cannot be shared fails the creation with that error", async () => {
  const s = await setUp();
  await connect(s);
  const promise = s.domain.models().openAutoCreate({ collection: "c", data: { a: NaN } });
  s.core.deliver([4, 7, 1]);
  await settled();
  assert.match(s.of(M.DataFailed)[0][3], /data\.a/);
  s.core.deliver([1, s.of(M.Auto)[0][2], false, [4, "data_request_failure", "the client failed", null]]);
  await assert.rejects(promise, { code: "unsupported_type", message: /data\.a/ });
});

test("cancelling a connect aborts it", async () => {
  const s = await setUp();
  const token = s.src.api.CancellationToken.create();
  const promise = s.src.api.connectAnonymously(URL, "x", { webSocket: { factory: () => ({}) } }, token);
  await settled();
  token.cancel();
  assert.deepEqual(s.of(M.Cancel), [[M.Cancel, 7]]);
  s.core.deliver([1, s.of(M.Connect)[0][2], false, [0, "cancelled", "cancelled", null]]);
  await assert.rejects(promise, { code: "cancelled" });
});

test("a model that is closed still emits deleted", async () => {
  const s = await setUp({}, { [M.Info28]: () => ["m", "c", 0, 15] });
  await connect(s);
  const promise = s.domain.models().open("m");
  s.core.deliver([1, s.of(M.Open)[0][2], true, [3, [10, 1]]]);
  const model = await promise;
  const seen = [];
  model.events().subscribe(({ name, local, reason, reasonCode }) => seen.push([name, local, reason, reasonCode]));
  s.core.deliver([6, 3, 1, false, "gone", 2], [6, 3, 2, false, null]);
  await model.whenClosed();
  assert.deepEqual(seen, [["closed", false, "gone", 2], ["deleted", false, undefined, undefined]]);
  assert.equal(model.isOpen(), false);
});

test("frames of a model and its elements name sessions by number", async () => {
  const s = await setUp({}, { [M.Info28]: () => ["m", "c", 0, 15], 29: () => [1, 2] });
  await connect(s);
  const promise = s.domain.models().open("m");
  s.core.deliver([1, s.of(M.Open)[0][2], true, [3, [10, 1]]]);
  const model = await promise;
  const seen = [];
  const lists = [];
  model.on("collaborator_opened", (e) => seen.push([e.collaborator.sessionId, e.collaborator.user.username]));
  model.on("permissions_changed", (e) => seen.push([e.permissions.toJSON(), e.changes]));
  model.root().on("set", (e) => seen.push([e.user.username, e.sessionId, e.local, e.key, e.value.type(), e.oldValue.type()]));
  model.collaboratorsAsObservable().subscribe((list) => lists.push(list.map((c) => c.sessionId)));
  s.core.deliver([5, 7, 2, "session-2", [0, "bob", "", "", "", ""]], [6, 3, 14, 2], [6, 3, 17, 1, 15],
    [7, [10, 1, 3], 5, false, 2, "k", [11, 4], null]);
  await settled();
  assert.deepEqual(seen, [["session-2", "bob"], [{ read: true, write: false, remove: false, manage: false }, ["write", "remove", "manage"]],
    ["bob", "session-2", false, "k", "number", "undefined"]]);
  assert.deepEqual(lists.at(-1), ["session-1", "session-2"]);
  assert.equal(lists.length, 2);
});

test("listening is told to the core when the mask changes, and only then", async () => {
  const masks = [];
  const s = await setUp({}, {
    element_listen: (element, mask) => (masks.push([element, mask]), 0),
    [M.Info28]: () => ["m", "c", 0, 15],
  });
  await connect(s);
  const promise = s.domain.models().open("m");
  s.core.deliver([1, s.of(M.Open)[0][2], true, [3, [10, 1]]]);
  const root = (await promise).root();
  const fn = () => {};
  root.on("set", fn).on("SET", () => {}).on("own name", fn);
  assert.deepEqual(masks.splice(0), [[10, 16 | 2]]);
  const subscription = root.events().subscribe(fn);
  assert.deepEqual(masks.splice(0), [[10, 1023]]);
  root.on("remove", fn);
  subscription.unsubscribe();
  assert.deepEqual(masks.splice(0), [[10, 16 | 32 | 2]]);
  root.removeAllListeners();
  assert.deepEqual(masks.splice(0), [[10, 0]]);
});
