// Every event of presence, activities and chats, at each of four sessions of two
// users: what one of them does is heard by all whom it concerns.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';
import { openPeople, setUpPeople } from '../harness/people.mjs';

const suite = setUpPeople();
const SESSIONS = ['ada', 'ada2', 'bob', 'bob2'];
let page;
beforeEach(async () => {
  page = await openPeople(suite);
  await page.evaluate(() => {
    globalThis.all = { ada, ada2, bob, bob2 };
    /** What each session has heard: name of the event, and who hears which user. */
    globalThis.heard = {};
    globalThis.hear = (session, emitter, of) => {
      emitter.events().subscribe((e) => {
        const more = of?.(e) ?? '';
        ((heard[e.name] ??= {})[session] ??= []).push(more);
      });
      return emitter;
    };
    /** Waits until sessions have heard an event again since the last time. What follows at once may be told together with it. */
    const counted = {};
    globalThis.told = async (name, sessions = Object.keys(all)) => {
      for (const session of sessions) {
        await until(() => (heard[name]?.[session]?.length ?? 0) > (counted[`${name} ${session}`] ?? 0), `${session} to hear ${name}`);
      }
      for (const session of sessions) counted[`${name} ${session}`] = heard[name][session].length;
    };
    globalThis.each = async (f) => {
      const made = {};
      for (const [session, domain] of Object.entries(all)) made[session] = await f(domain, session);
      return made;
    };
  });
});
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await page.close();
});

// The names of the events that not all of the sessions have heard.
async function unheard(names, sessions = SESSIONS) {
  const heard = await page.evaluate(() => Object.fromEntries(Object.entries(globalThis.heard).map(([name, by]) => [name, Object.keys(by)])));
  return names.flatMap((name) => sessions.filter((session) => !heard[name]?.includes(session)).map((session) => `${name} at ${session}`));
}

// What the server refuses is no event of everybody: its session hears of it alone, see
// presence.test.mjs and activities.test.mjs.
const REJECTED = 'state_rejected';

test('presence: of oneself in both sessions, and of others', async () => {
  for (const [user, sessions, others] of [['ada', ['ada', 'ada2'], ['bob', 'bob2']], ['bob', ['bob', 'bob2'], ['ada', 'ada2']]]) {
    await page.evaluate(async ([user, sessions, others]) => {
      for (const session of sessions) hear(session, all[session].presence(), (e) => e.user.username);
      for (const session of others) hear(session, await all[session].presence().subscribe(user), (e) => e.user.username);
      const [first, second] = sessions.map((session) => all[session].presence());
      first.setState({ status: 'away', more: [1] });
      await told('state_set');
      second.removeState('more');
      await told('state_removed');
      first.clearState();
      await told('state_cleared');
      for (const session of sessions) await all[session].disconnect();
      await told('availability_changed');
      for (const session of sessions) await all[session].connectWithPassword({ username: user, password: 'secret' });
      await told('availability_changed');
    }, [user, sessions, others]);
    const names = (await page.evaluate(() => Object.values(Convergence.PresenceService.Events))).filter((name) => name !== REJECTED);
    assert.deepEqual(names.sort(), await page.evaluate(() => Object.values(Convergence.UserPresenceSubscription.Events).sort()));
    assert.deepEqual(await unheard(names), []);
    // Of the own presence, and of that which is followed: nobody else's.
    const who = await page.evaluate(() => Object.values(heard.state_set).map((at) => at.join()));
    if (user === 'ada') assert.deepEqual(who, ['ada', 'ada', 'ada', 'ada']);
  }
});

test('activities: every event, whoever does it', async () => {
  const names = new Set();
  for (const [mine, mine2, his, his2] of [SESSIONS, ['bob', 'bob2', 'ada', 'ada2']]) {
    await page.evaluate(async ([mine, mine2, his, his2]) => {
      const anybody = { autoCreate: { worldPermissions: ['join', 'view_state', 'set_state'] } };
      const enter = async (session, id) => hear(session, await all[session].activities().join('all', id, anybody), (e) => [e.user.username, e.local]);
      const a = {};
      for (const session of [mine, mine2, his, his2]) a[session] = await enter(session, mine);
      await a[his].leave(); // heard by all others
      await told('session_left', [mine, mine2, his2]);
      a[his] = await enter(his, mine);
      await told('session_joined', [mine, mine2, his2]);
      a[mine].setState({ x: 1, y: 2 });
      await told('state_set');
      await told('state_delta');
      a[mine].removeState('x');
      await told('state_removed');
      a[mine].clearState();
      await told('state_cleared');
      await a[mine].permissions().setWorldPermissions([]); // the other user is put out
      await told('force_leave', [his, his2]);
      await a[mine].permissions().setWorldPermissions(['join', 'view_state']);
      a[his] = await enter(his, mine);
      await all[mine].activities().remove(mine, 'all');
      await told('deleted', [mine, mine2, his]);
      await told('left', [mine, mine2, his, his2]);
    }, [mine, mine2, his, his2]);
  }
  for (const name of await page.evaluate(() => Object.values(Convergence.Activity.Events))) names.add(name);
  assert.ok(names.delete(REJECTED));
  assert.equal(names.size, 9);
  assert.deepEqual(await unheard([...names]), []);
  const flags = await page.evaluate(() => Object.entries(heard).map(([name, by]) => [name, [...new Set(Object.values(by).flat().map(([, local]) => local))].sort()]));
  for (const [name, local] of flags) {
    const want = { left: [true], deleted: [false], force_leave: [false] }[name] ?? [false, true];
    if (name === 'session_joined' || name === 'session_left') assert.ok(local.includes(false), name);
    else assert.deepEqual(local, want, `the local flags of ${name}`);
  }
});

for (const type of ['channel', 'room']) {
  test(`a ${type}: every event, at the service and at the chat`, async () => {
    for (const [mine, mine2, his, his2] of [SESSIONS, ['bob', 'bob2', 'ada', 'ada2']]) {
      const out = await page.evaluate(async ([type, mine, mine2, his, his2]) => {
        const id = `${type}-of-${mine}`;
        const others = all[his].session().user().username;
        await all[mine].chat().create({ type, membership: 'public', id });
        // A service tells of all chats, and a chat of itself.
        for (const session of [mine, mine2, his, his2]) hear(session, all[session].chat(), () => 'service');
        const join = async (session) => (type === 'room' || !(await all[session].chat().joined()).some((i) => i.chatId === id) ? all[session].chat().join(id) : all[session].chat().get(id));
        const a = {};
        for (const session of [mine, mine2, his, his2]) a[session] = hear(session, await join(session), () => 'chat');
        await quiet();
        await a[mine].send('hello');
        await a[mine].setName('name');
        await a[mine].setTopic('topic');
        await a[his].markSeen(2);
        await quiet();
        await a[mine].remove(others);
        await quiet();
        if (type === 'channel') await a[mine].add(others);
        else for (const session of [his, his2]) await all[session].chat().join(id);
        await quiet();
        await a[his].leave();
        if (type === 'room') await a[his2].leave();
        await quiet();
        for (const session of type === 'room' ? [his, his2] : [his]) await all[session].chat().join(id);
        await quiet();
        // Whoever is in hears of the others' coming and going; both sessions of oneself, of one's own.
        await a[mine].leave();
        if (type === 'room') await a[mine2].leave();
        await quiet();
        await all[mine].chat().join(id);
        if (type === 'room') await all[mine2].chat().join(id);
        await quiet();
        await all[mine].chat().remove(id);
        await told('removed');
        await quiet();
        return Object.entries(heard).map(([name, by]) => [name, Object.fromEntries(Object.entries(by).map(([session, at]) => [session, [...new Set(at)].sort()]))]);
      }, [type, mine, mine2, his, his2]);
      const want = ['message', 'user_joined', 'user_left', 'user_removed', 'name_changed', 'topic_changed', 'events_seen', 'removed', 'joined', 'left'];
      if (type === 'channel') want.push('user_added');
      assert.deepEqual(out.map(([name]) => name).sort(), want.sort());
      assert.deepEqual(await unheard(want), []);
      for (const [name, by] of out) {
        const at = name === 'joined' || name === 'left' ? ['service'] : ['chat', 'service'];
        for (const session of SESSIONS) assert.deepEqual(by[session], at, `${name} at ${session}`);
      }
    }
  });
}

test('a direct chat: every session of both hears what is said and seen', async () => {
  const out = await page.evaluate(async () => {
    const chats = await each(async (domain, session) => hear(session, await domain.chat().direct(domain.session().user().username === 'ada' ? 'bob' : 'ada')));
    const ids = new Set(Object.values(chats).map((chat) => chat.info().chatId));
    for (const [session, chat] of Object.entries(chats)) {
      const { eventNumber } = await chat.send(`from ${session}`);
      await chat.markSeen(eventNumber);
      await quiet();
    }
    await chats.bob2.setTopic('things');
    await told('topic_changed');
    const infos = Object.values(chats).map((chat) => [chat.info().name, chat.info().topic, chat.info().members.map((m) => m.maxSeenEventNumber)]);
    await bob.chat().remove(chats.bob.info().chatId);
    await told('removed');
    return { infos, chats: ids.size, messages: Object.values(heard.message).map((at) => at.length), seen: Object.values(heard.events_seen).map((at) => at.length),
      joined: Object.values(chats).map((chat) => chat.isJoined()) };
  });
  assert.deepEqual(await unheard(['message', 'events_seen', 'topic_changed', 'removed']), []);
  assert.deepEqual(out.joined, Array(4).fill(false));
  assert.deepEqual([out.chats, out.messages, out.seen], [1, [4, 4, 4, 4], [4, 4, 4, 4]]);
  assert.deepEqual(out.infos, Array(4).fill(['', 'things', [2, 4]]));
});
