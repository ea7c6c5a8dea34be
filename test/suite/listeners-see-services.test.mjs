// Beside models too a listener finds the state that its event tells of, though
// more has happened by then: references, presence, activities, chats and the
// connection itself.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';
import { openPeople, setUpPeople } from '../harness/people.mjs';

const suite = setUpPeople();
let page;
beforeEach(async () => {
  page = await openPeople(suite);
  await page.evaluate(() => {
    // The end of a turn as the client knows it: what was done until then is sent, and
    // what is done next is sent at once after it.
    globalThis.turnEnds = async () => { await null; await null; };
    // Listens to an emitter with a check that returns what is told and what is
    // read; keeps all that is told, and what differs.
    globalThis.compare = (emitter, check) => {
      const found = { told: [], wrong: [] };
      emitter.events().subscribe((e) => {
        const pair = check(e);
        if (!pair) return;
        const [told, read] = pair.map((value) => JSON.stringify(value));
        found.told.push(`${e.name} ${told}`);
        if (told !== read) found.wrong.push(`${e.name}: told ${told}, read ${read}`);
      });
      return found;
    };
  });
});
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await page.close();
});

test('a remote reference has the value that is told, though it is cleared or moved next', async () => {
  const found = await page.evaluate(async () => {
    const hers = await ada.models().openAutoCreate({ collection: 'see', id: 'reference', data: { text: '0123456789' } });
    const his = await bob.models().open('reference');
    const own = hers.elementAt('text').rangeReference('selection');
    own.share();
    await until(() => his.elementAt('text').references().length === 1, 'the reference');
    const remote = his.elementAt('text').references()[0];
    const found = compare(remote, (e) => {
      if (e.name === 'set') return [e.addedValues[0] ?? null, remote.value()];
      if (e.name === 'cleared') return [null, remote.isSet() ? remote.value() : null];
      return null;
    });
    for (let i = 0; i < 20; i++) {
      own.set({ start: i % 5, end: 5 + (i % 3) });
      await turnEnds();
      own.clear();
      await turnEnds();
      own.set({ start: 1, end: 1 + (i % 5) });
      hers.elementAt('text').insert(0, 'x');
      await turnEnds();
    }
    own.clear();
    hers.elementAt('text').insert(0, 'end');
    await until(() => his.elementAt('text').value().startsWith('end') && !remote.isSet(), 'the end');
    return found;
  });
  assert.deepEqual(found.wrong, []);
  assert.ok(found.told.some((told) => told.startsWith('set')) && found.told.at(-1) === 'cleared null', `${found.told}`);
});

test('presence: the subscription and the service have the state that is told', async () => {
  const all = await page.evaluate(async () => {
    const subscription = await bob.presence().subscribe('ada');
    const check = (subject) => (e) => {
      const state = typeof subject.state === 'function' ? subject.state() : subject.state;
      if (e.name === 'availability_changed') return [e.available, subject.available];
      if (e.name === 'state_cleared') return [{}, plain(state)];
      if (e.name === 'state_removed') return [[], e.keys.filter((key) => state.has(key))];
      return [plain(e.state), plain(state)];
    };
    const found = [compare(subscription, check(subscription)), compare(ada2.presence(), check(ada2.presence())), compare(ada.presence(), check(ada.presence()))];
    for (let i = 0; i < 10; i++) {
      for (const change of [() => ada.presence().setState('k', i), () => ada.presence().setState({ k: `again ${i}`, other: i }), () => ada.presence()[i % 2 ? 'clearState' : 'removeState']('k')]) {
        change();
        await turnEnds();
      }
    }
    // The server gathers what follows fast; so a few that are waited for, too.
    for (const i of [1, 2, 3]) {
      ada.presence().setState('k', `slow ${i}`);
      await until(() => subscription.state.get('k') === `slow ${i}`, `change ${i}`);
    }
    ada.presence().setState('k', 'last');
    await until(() => subscription.state.get('k') === 'last' && ada2.presence().state().get('k') === 'last', 'the last state');
    // Away and back: not available, then available, nothing, and the state.
    await reconnected('bob2');
    const other = await bob2.presence().subscribe('ada');
    found.push(compare(other, check(other)));
    await reconnected('bob2');
    await until(() => other.available && other.state.get('k') === 'last', 'the state after the cut');
    await quiet();
    return found;
  });
  for (const [i, { wrong, told }] of all.entries()) {
    assert.deepEqual(wrong, [], `listener ${i}`);
    assert.ok(told.length > 3, `listener ${i}: ${told}`);
  }
});

test('activities: a participant has the state that is told', async () => {
  const all = await page.evaluate(async () => {
    const options = { autoCreate: { ephemeral: true, worldPermissions: ['join', 'lurk', 'view_state', 'set_state'] } };
    const his = await bob2.activities().join('see', 'one', options);
    const other = await ada2.activities().join('see', 'one', options);
    const check = (activity) => (e) => {
      const participant = activity.participant(e.sessionId);
      const state = participant ? plain(participant.state) : null;
      switch (e.name) {
        case 'session_joined': return [plain(e.participant.state), state];
        case 'session_left': return [null, state];
        case 'state_delta': return [[[...e.values], []], [[...e.values].map(([key]) => [key, state[key]]), e.removed.filter((key) => key in state)]];
        case 'state_set': return [e.value, state[e.key]];
        case 'state_removed': return [undefined, state[e.key]].map((value) => value ?? 'none');
        case 'state_cleared': return [{}, state];
      }
      return null;
    };
    const found = [compare(his, check(his)), compare(other, check(other))];
    for (let i = 0; i < 5; i++) {
      const hers = await ada.activities().join('see', 'one', { state: { start: i } });
      for (const change of [() => hers.setState('k', i), () => hers.setState({ k: `again ${i}`, x: i }), () => hers.removeState('x'), () => hers.setState('x', 'back'), () => i % 2 && hers.clearState()]) {
        change();
        await turnEnds();
      }
      await quiet();
      await hers.leave();
    }
    await until(() => his.participants().length === 2 && other.participants().length === 2, 'the last to leave');
    await reconnected('bob2');
    await until(() => his.participants().length === 2, 'both after the cut');
    await quiet();
    return found;
  });
  for (const [i, { wrong, told }] of all.entries()) {
    assert.deepEqual(wrong, [], `listener ${i}`);
    for (const name of ['session_joined', 'session_left', 'state_delta', 'state_set']) assert.ok(told.some((one) => one.startsWith(name)), `listener ${i} hears of ${name}: ${told}`);
  }
});

test('chats: info() is as the event tells', async () => {
  const all = await page.evaluate(async () => {
    await ada.chat().create({ type: 'channel', membership: 'public', id: 'see', members: ['ada', 'bob'] });
    const hers = await ada.chat().get('see');
    const chats = [hers, await ada2.chat().get('see'), await bob.chat().get('see'), await bob2.chat().get('see')];
    const check = (chat) => (e) => {
      const info = chat.info();
      const is = { number: info.lastEventNumber };
      const told = { number: e.eventNumber ?? is.number };
      if (e.name === 'name_changed') Object.assign(told, { name: e.chatName }), Object.assign(is, { name: info.name });
      if (e.name === 'topic_changed') Object.assign(told, { topic: e.topic }), Object.assign(is, { topic: info.topic });
      if (e.name === 'events_seen') Object.assign(told, { seen: e.maxSeenEventNumber }), Object.assign(is, { seen: info.members.find((m) => m.user.username === e.user.username)?.maxSeenEventNumber });
      if (e.name === 'user_left' || e.name === 'user_joined') Object.assign(told, { in: e.name === 'user_joined' }), Object.assign(is, { in: info.members.some((m) => m.user.username === e.user.username) });
      return [told, is];
    };
    const found = chats.map((chat) => compare(chat, check(chat)));
    const doing = [];
    for (let i = 0; i < 6; i++) doing.push(hers.setName(`name ${i}`), hers.send(`message ${i}`), hers.setTopic(`topic ${i}`), hers.send(`and ${i}`));
    await Promise.all(doing);
    const last = hers.info().lastEventNumber;
    doing.length = 0;
    for (let seen = 0; seen <= last; seen += 5) doing.push(hers.markSeen(seen));
    await Promise.all(doing);
    await bob.chat().leave('see');
    await bob.chat().join('see');
    await until(() => chats.every((chat) => chat.info().lastEventNumber >= last + 2), 'the last event');
    await quiet();
    return found;
  });
  for (const [i, { wrong, told }] of all.entries()) {
    assert.deepEqual(wrong, [], `chat ${i}`);
    assert.ok(told.length >= 24, `chat ${i}: ${told}`);
  }
});

test('the connection: the domain is as its event tells, through cuts and calls in one turn', async () => {
  const { told, wrong } = await page.evaluate(async () => {
    const state = { connecting: [false, false], authenticating: [false, false], connected: [true, false], interrupted: [false, false], disconnected: [false, true], connection_scheduled: [false, false] };
    const found = compare(bob2, (e) => (state[e.name] ? [state[e.name], [bob2.isConnected(), bob2.isDisconnected()]] : null));
    await reconnected('bob2');
    // Disconnecting and connecting again in one turn, and while a retry is planned.
    bob2.disconnect();
    await bob2.reconnect().catch(() => bob2.reconnect());
    wires.bob2.cut();
    await until(() => !bob2.isConnected(), 'the cut');
    bob2.disconnect();
    wires.bob2.mend();
    await bob2.reconnect().catch(() => bob2.reconnect());
    await quiet();
    return found;
  });
  assert.deepEqual(wrong, []);
  for (const name of ['connecting', 'authenticating', 'connected', 'interrupted', 'disconnected']) assert.ok(told.some((one) => one.startsWith(name)), `${name}: ${told}`);
});
