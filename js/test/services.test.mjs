// Presence, activities, chats and permissions on a core of JavaScript functions:
// what is sent, and what becomes of the frames.
import assert from "node:assert/strict";
import test from "node:test";
import { CORE, fakeCore, source } from "./source.mjs";

const URL = "http://example.com/api/realtime/space/name";
const ME = [0, "me", "", "", "Me", ""];
const SESSION = [1, "me", "", "", "Me", ""];
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
const M = { Info: 7, Request: 100, PresenceSubscribe: 106, PresenceUnsubscribe: 107, PresenceOf: 108, User: 109, ActivityJoin: 110,
  ActivityUpdate: 112, ActivityInfo: 113, ActivityParticipants: 114, ChatGet: 120, ChatForget: 124, ChatInfo: 125 };

/** A domain on a fake core that counts as connected. `answers` are by method; those that settle get `settles`. */
async function setUp(answers = {}, on = {}) {
  const src = await source({ ...CORE, domain: "domain/domain.ts", domains: "domain/domains.ts" });
  const calls = [];
  const settles = {};
  const state = { connected: true };
  const core = fakeCore(src, {
    ...on,
    call(method, args) {
      calls.push([method, ...args]);
      if (method === M.Info) return [state.connected, !state.connected, "s1", ME, null];
      if (method === M.User) return [args[1], args[2], "", "", args[2].toUpperCase(), ""];
      if (method in settles) {
        const result = settles[method](args);
        core.deliver([1, args[1], true, result]);
        return undefined;
      }
      return answers[method]?.(args);
    },
  });
  const domain = new src.api.ConvergenceDomain(URL, { webSocket: { class: class {} } });
  // As after the first connect.
  domain._handle.number = 1;
  src.domains.addDomain(1, domain);
  const sent = (method) => calls.filter(([m]) => m === method).map(([, ...args]) => args);
  return { src, api: src.api, domain, core, calls, sent, settles, state };
}

test("several events of one change of presence make one new presence", async () => {
  const { domain, core, settles, api, sent } = await setUp({ [M.PresenceOf]: () => [true, { b: 2, a: 1 }] });
  settles[M.PresenceSubscribe] = () => null;
  const [one, two] = await domain.presence().subscribe(["bob", "bob"]);
  const seen = [];
  const events = [];
  one.asObservable().subscribe((p) => seen.push([p.available, [...p.state]]));
  one.events().subscribe((e) => events.push(e));
  const bob = [0, "bob", "", "", "", ""];
  core.deliver([14, 1, 4, false, bob, null, [], true, true], [14, 1, 3, false, bob, null, [], false, true], [14, 1, 1, false, bob, { b: 2, a: 1 }, [], false, false]);
  await turn();
  assert.deepEqual(events.map((e) => e.name), ["availability_changed", "state_cleared", "state_set"]);
  assert.ok(events.every((e) => Object.isFrozen(e) && e.user instanceof api.DomainUser));
  assert.deepEqual(seen, [[true, [["a", 1], ["b", 2]]], [true, [["a", 1], ["b", 2]]]]);
  one.unsubscribe();
  one.unsubscribe();
  assert.deepEqual(sent(M.PresenceUnsubscribe), [[1, 0, "bob"]]);
  core.deliver([14, 1, 3, false, bob, null, [], false, false]);
  await turn();
  assert.equal(events.length, 3);
  two.unsubscribe();
  assert.equal(sent(M.PresenceUnsubscribe).length, 2);
});

test("own presence goes to the service only, users of another type to nobody else", async () => {
  const { domain, core, settles } = await setUp({ 104: () => ({ k: 1 }), [M.PresenceOf]: () => [true, {}] });
  settles[M.PresenceSubscribe] = () => null;
  const sub = await domain.presence().subscribe("me");
  const [own, heard, seen] = [[], [], []];
  domain.presence().events().subscribe((e) => own.push(e.name));
  domain.presence().asObservable().subscribe((p) => seen.push(p.state().get("k")));
  sub.events().subscribe((e) => heard.push(e.name));
  core.deliver([14, 1, 1, true, ME, { k: 1 }, [], false, false], [14, 1, 3, false, SESSION, null, [], false, false]);
  await turn();
  assert.deepEqual([own, heard, seen], [["state_set"], [], [1, 1]]);
});

test("states that wait and states that were refused", async () => {
  const info = [true, false, false, 0, { k: 1 }, true];
  const { domain, core, settles, api, state } = await setUp({ 99: () => true, 104: () => ({}), [M.ActivityInfo]: () => info });
  settles[M.ActivityJoin] = () => [4, "t", "i"];
  const refusal = [4, "limit_exceeded", "too much", null];
  const heard = [];
  domain.presence().events().subscribe((e) => heard.push(e));
  const activity = await domain.activities().join("t", "i");
  activity.events().subscribe((e) => heard.push(e));
  assert.deepEqual([domain.presence().isStatePending(), activity.isStatePending()], [true, true]);
  core.deliver([14, 1, 5, true, ME, null, [], false, false, refusal], [15, 4, 7, true, 0, null, [], false, null, "no right"]);
  await turn();
  assert.deepEqual(heard.map((e) => [e.name, e.error?.code, e.reason, e.local]), [["state_rejected", "limit_exceeded", undefined, undefined], ["state_rejected", undefined, "no right", true]]);
  assert.ok(heard[0] instanceof api.PresenceStateRejectedEvent && heard[1] instanceof api.ActivityStateRejectedEvent && Object.isFrozen(heard[0]));
  state.connected = false;
  assert.equal(new api.ConvergenceDomain(URL, { webSocket: { class: class {} } }).presence().isStatePending(), false);
});

test("a state can be called, and is a Map all the same", async () => {
  const { api } = await setUp();
  const presence = new api.UserPresence(new api.DomainUser("normal", "u"), true, new Map([["k", 1]]));
  const state = presence.state;
  assert.deepEqual([state instanceof Map, state.size, state.get("k"), [...state], [...state()], new Map(state).get("k")], [true, 1, 1, [["k", 1]], [["k", 1]], 1]);
  state.set("k", 2);
  assert.deepEqual([state.get("k"), presence.state.get("k")], [2, 1]);
  assert.deepEqual([presence.username, presence.isAvailable, Object.keys(presence).includes("available")], ["u", true, true]);
});

const ACTIVITY = {
  [M.ActivityInfo]: () => [true, false, true, 5, { b: 1, a: 2 }],
  [M.ActivityParticipants]: () => [[1, true, { k: 1 }], [2, false, {}]],
};

async function joined(on) {
  const all = await setUp(ACTIVITY, on);
  all.settles[M.ActivityJoin] = () => [9, "t", "i"];
  const activity = await all.domain.activities().join("t", "i");
  all.core.deliver([5, 1, 1, "s1", ME], [5, 1, 2, "s2", [0, "bob", "", "", "", ""]]);
  await turn();
  return { ...all, activity };
}

test("one delta of an activity becomes all of its events, in order", async () => {
  const { core, activity, api } = await joined();
  const order = [];
  activity.participantsAsObservable().subscribe((list) => order.push(list.length));
  activity.events().subscribe((e) => order.push([e.name, e.local, e.key, e.value, e.oldValue, e.removed, e.complete]));
  order.length = 0;
  const U = undefined;
  core.deliver([15, 9, 3, false, 2, { y: 1, x: 2 }, ["z"], false, { z: 3, x: 0 }, ""]);
  await turn();
  assert.deepEqual(order.splice(0), [2, ["state_delta", false, U, U, U, ["z"], false], ["state_removed", false, "z", U, 3, U, U],
    ["state_set", false, "x", 2, 0, U, U], ["state_set", false, "y", 1, U, U, U]]);
  // All of it goes first: what is set again is not removed.
  core.deliver([15, 9, 3, true, 1, { x: 5 }, ["x", "y"], true, { x: 2, y: 1 }, ""]);
  await turn();
  assert.deepEqual(order.splice(0), [2, ["state_delta", true, U, U, U, ["y"], true], ["state_cleared", true, U, U, U, U, U], ["state_set", true, "x", 5, 2, U, U]]);
  core.deliver([15, 9, 1, false, 2, { k: 1 }, [], false, {}, ""]);
  await turn();
  assert.deepEqual(order.splice(0).map((x) => x[0] ?? x), [2, "session_joined"]);
  assert.equal(activity.participant("s2").user.username, "bob");
  assert.deepEqual([...activity.state()], [["a", 2], ["b", 1]]);
  assert.equal(new api.ActivityLeftEvent(activity, null, "s", true).name, "left");
});

test("what changes in an activity is written as one update", async () => {
  const { activity, sent } = await joined();
  activity.setState("k", { n: null });
  activity.setState(new Map([["a", 1], ["b", [true]]]));
  activity.removeState("k");
  activity.clearState();
  assert.deepEqual(sent(M.ActivityUpdate), [[9, { k: { n: null } }, [], false], [9, { a: 1, b: [true] }, [], false], [9, {}, ["k"], false], [9, {}, [], true]]);
});

test("without a type an activity is joined as anybody's; options are written as they are given", async () => {
  const { domain, settles, sent } = await setUp(ACTIVITY);
  settles[M.ActivityJoin] = (args) => [args[2] === "x" ? 3 : 4, args[2], args[3]];
  await domain.activities().join("old", { state: { a: 1 } });
  await domain.activities().join("x", "y", { lurk: true, autoCreate: { worldPermissions: ["join", "join"], groupPermissions: { g: ["lurk"] } } });
  await domain.activities().join("x", "y");
  assert.deepEqual(sent(M.ActivityJoin).map(([, , ...rest]) => rest), [
    ["default", "old", false, { a: 1 }, [true, [["join", "view_state", "set_state"], [], []]]],
    ["x", "y", true, {}, [false, [["join"], [], [["g", ["lurk"]]]]]],
    ["x", "y", false, {}, null],
  ]);
  assert.deepEqual([...domain.activities().joined().keys()], ["default/old", "x/y"]);
});

test("an activity that was left and dropped is released, one that is joined is not", async () => {
  const released = [];
  const release = Object.defineProperty((handle) => { released.push(handle); return 0; }, "length", { value: 1 });
  let all = await joined({ release_activity: release });
  const { core, domain } = all;
  all = null;
  const collect = async () => { for (let i = 0; i < 5; i++) { globalThis.gc(); await turn(); } };
  await collect();
  assert.deepEqual([released, domain.activities().joined().size], [[], 1]);
  core.deliver([15, 9, 4, true, 1, {}, [], false, {}, ""]);
  await turn();
  assert.equal(domain.activities().joined().size, 0);
  await collect();
  assert.deepEqual(released, [9]);
});

const INFO = (id, type = "channel") => [id, type, "public", "Name", "", 5, 6, 3, [[0, "me", 2], [0, "bob", -1]]];

test("events of chats reach the chat and the service, with their payloads", async () => {
  const { domain, core, settles, api } = await setUp({ [M.ChatInfo]: ([, id]) => [INFO(id), true] });
  settles[M.ChatGet] = (args) => args[2].map((id) => INFO(id));
  const chat = await domain.chat().get("c");
  const [all, own] = [[], []];
  domain.chat().events().subscribe((e) => all.push(e));
  chat.events().subscribe((e) => own.push(e));
  const happened = (kind, more) => [16, 1, "c", [kind, 4, 7, [0, "bob"], more.text ?? "", "", more.subject ?? null, []], null, false, more.joined === true, more.left === true];
  core.deliver(happened("message", { text: "hi" }), happened("user_added", { subject: [0, "me"], joined: true }), happened("user_removed", { subject: [0, "me"], left: true }),
    happened("created", { joined: true }), happened("name_changed", { text: "N" }), [16, 1, "c", null, [0, "bob", 4], false, false, false], [16, 1, "c", null, null, true, false, false],
    [16, 1, "other", ["constructor", 1, 1, [0, "bob"], "", "", null, []], null, false, false, false]);
  await turn();
  assert.deepEqual(all.map((e) => e.name), ["message", "user_added", "joined", "user_removed", "left", "joined", "name_changed", "events_seen", "removed"]);
  assert.deepEqual(own.map((e) => e.name), ["message", "user_added", "user_removed", "name_changed", "events_seen", "removed"]);
  const [message, added, removed, name, seen] = own;
  assert.ok(message instanceof api.ChatMessageEvent && message instanceof api.ChatEvent && Object.isFrozen(message));
  assert.deepEqual([message.message, message.chatId, message.eventNumber, message.timestamp.getTime(), message.user.displayName], ["hi", "c", 4, 7, "BOB"]);
  assert.deepEqual([added.addedUser.username, removed.removedUser.username, name.chatName, seen.maxSeenEventNumber, seen.user.username], ["me", "me", "N", 4, "bob"]);
  const info = chat.info();
  assert.deepEqual([info.joined, info.maxSeenEventNumber, info.members.length, info.createdTime.getTime()], [true, 2, 2, 5]);
});

test("the core follows a chat as long as somebody holds or hears it, and a room that is joined", async () => {
  const { domain, settles, sent, core } = await setUp({ [M.ChatInfo]: ([, id]) => [INFO(id), true] });
  settles[M.ChatGet] = (args) => args[2].map((id) => INFO(id));
  settles[122] = (args) => INFO(args[2], "room");
  const collect = async () => { for (let i = 0; i < 5; i++) { globalThis.gc(); await turn(); } };
  const heard = [];
  const listener = (e) => heard.push(e.message);
  await (async () => {
    await domain.chat().get(["dropped"]);
    (await domain.chat().get("heard")).on("message", listener);
    await domain.chat().join("room");
  })();
  await collect();
  assert.deepEqual(sent(M.ChatForget), [[1, "dropped"]]);
  core.deliver([16, 1, "heard", ["message", 4, 7, [0, "bob"], "hi", "", null, []], null, false, false, false]);
  await turn();
  assert.deepEqual(heard, ["hi"]);
  await (async () => (await domain.chat().get("heard")).off("message", listener))();
  core.deliver([16, 1, "room", null, null, false, false, true]);
  await turn();
  await collect();
  assert.deepEqual(sent(M.ChatForget).map(([, id]) => id).sort(), ["dropped", "heard", "room"]);
});

test("messages that wait and messages that were refused reach the chat and the service", async () => {
  const waits = ["i@1", 7, "c", "hi", 1000, null];
  const refused = ["i@1", 7, "c", "hi", 1000, [4, "chat_not_joined", "gone", null]];
  const discarded = [];
  const answers = { [M.ChatInfo]: () => null, 127: ([, id]) => (id === "" || id === "c" ? [waits, refused] : []), 128: (args) => (discarded.push(args), true) };
  const { domain, core, settles, state, api } = await setUp(answers);
  settles[M.ChatGet] = () => [["c", "channel", "public", "", "", 0, 0, 0, [[0, "me", 0]]]];
  const chat = await domain.chat().get("c");
  const [all, own] = [[], []];
  domain.chat().events().subscribe((e) => all.push(e));
  chat.events().subscribe((e) => own.push(e));
  core.deliver([16, 1, "c", null, null, false, false, false, waits], [16, 1, "c", null, null, false, false, false, refused]);
  await turn();
  assert.deepEqual(all.map((e) => [e.name, e.chatId, e.pending.message, e.pending.error?.code]), [["message_pending", "c", "hi", undefined], ["message_rejected", "c", "hi", "chat_not_joined"]]);
  assert.deepEqual(own, all);
  assert.ok(all[0] instanceof api.ChatMessagePendingEvent && all[1] instanceof api.ChatMessageRejectedEvent && all[1].pending.error instanceof api.ConvergenceServerError);
  const [message] = chat.pendingMessages();
  assert.ok(Object.isFrozen(message) && +message.timestamp === 1000 && message.chatId === "c");
  assert.equal(domain.chat().pendingMessages().length, 2);
  assert.equal(domain.chat().discardMessage(message.id), true);
  assert.equal(domain.chat().discardMessage("nonsense"), false);
  assert.deepEqual(discarded, [[1, "i@1", 7]]);
  // Without a connection and without a store nothing is asked of the core.
  state.connected = false;
  assert.throws(() => chat.send("x"), { code: "offline" });
  assert.throws(() => domain.chat().get("c"), { code: "offline" });
  assert.deepEqual(await domain.chat().joined(), []);
});

test("permissions are written by target: an activity or a chat", async () => {
  const { domain, settles, sent, state, api } = await setUp(ACTIVITY);
  settles[M.ActivityJoin] = () => [9, "t", "i"];
  const answers = { 601: [["join"]], 609: [[["join"], [[[2, "anon"], ["lurk"]]], [["g", ["remove"]]]]] };
  settles[M.Request] = (args) => answers[args[2]] ?? [];
  const p = (await domain.activities().join("t", "i")).permissions();
  assert.deepEqual(await p.resolveSessionPermissions(), new Set(["join"]));
  const all = await p.getPermissions();
  assert.deepEqual([all.worldPermissions, all.userPermissions.get(api.DomainUserId.anonymous("anon")), all.groupPermissions.get("g")],
    [new Set(["join"]), new Set(["lurk"]), new Set(["remove"])]);
  await p.addUserPermissions({ bob: ["join"] });
  await p.removeGroupPermissions(new Map([["g", new Set(["lurk"])]]));
  const c = domain.chat().permissions("c");
  await c.setWorldPermissions(["set_topic"]);
  await c.setUserPermissions({ bob: [] }, true);
  await c.setGroupPermissions({}, true);
  assert.deepEqual(sent(M.Request).slice(2).map(([, , body, fields]) => [body, fields]), [
    [603, ["", "t", "i", [[], [[[0, "bob"], ["join"]]], []]]], [605, ["", "t", "i", [[], [], [["g", ["lurk"]]]]]],
    [607, ["c", "", "", true, [["set_topic"], [], []], false, false]], [607, ["c", "", "", false, [[], [[[0, "bob"], []]], []], true, false]],
    [607, ["c", "", "", false, [[], [], []], false, true]],
  ]);
  state.connected = false;
  assert.throws(() => c.getPermissions(), { code: "offline" });
  assert.throws(() => p.addWorldPermissions(["join"]), { code: "offline" });
});

test("services can be made and asked before there is a core", () => {
  return setUp().then(({ api }) => {
    const domain = new api.ConvergenceDomain(URL, { webSocket: { class: class {} } });
    assert.equal(domain.identity(), domain.identity());
    assert.ok(domain.presence() instanceof api.PresenceService && domain.activities() instanceof api.ActivityService && domain.chat() instanceof api.ChatService);
    assert.deepEqual([domain.presence().isAvailable(), domain.presence().state().size, domain.activities().joined().size, domain.activities().isJoined("t", "i")], [false, 0, 0, false]);
    for (const service of [domain.identity(), domain.presence(), domain.activities(), domain.chat()]) assert.equal(service.session(), domain.session());
  });
});
