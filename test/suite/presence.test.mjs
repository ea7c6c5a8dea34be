// Presence: two users with two sessions each.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';
import { everyMemberIsUsed, openPeople, setUpPeople } from '../harness/people.mjs';

const suite = setUpPeople();
let page;
beforeEach(async () => { page = await openPeople(suite); });
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await page.close();
});

test('the state of a user is the same in both sessions, and its events come once', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const one = ada.presence(), two = ada2.presence();
    const pick = (e) => [e.user.username, e.state ? plain(e.state) : e.keys ?? e.available].filter((x) => x !== undefined);
    const logs = [log(one, pick), log(two, pick)];
    one.setState('status', 'away');
    const at = [one.state().get('status'), logs[0].length];
    one.setState({ a: [1, { b: null }], status: 'back' });
    one.setState(new Map([['c', true]]));
    one.setState({});
    one.setState();
    await until(() => two.state().has('c'), 'the other session');
    await quiet();
    const set = plain(two.state());
    // Copies: nothing changes.
    two.state().clear();
    one.removeState('c');
    one.removeState(['a', 'never']);
    one.removeState('never');
    await until(() => two.state().size === 1, 'the removal');
    two.clearState();
    await until(() => one.state().size === 0, 'the clearing');
    await quiet();
    return { at, set, first: logs[0], second: [...new Set(logs[1].map(([name]) => name))], last: logs[1].at(-1) };
  }), {
    at: ['away', 1],
    set: { status: 'back', a: [1, { b: null }], c: true },
    first: [
      ['state_set', ['ada', { status: 'away' }]], ['state_set', ['ada', { a: [1, { b: null }], status: 'back' }]],
      ['state_set', ['ada', { a: [1, { b: null }], c: true, status: 'back' }]],
      ['state_removed', ['ada', ['c']]], ['state_removed', ['ada', ['a']]], ['state_cleared', ['ada']],
    ],
    second: ['state_set', 'state_removed', 'state_cleared'],
    last: ['state_cleared', ['ada']],
  });
});

test('presence asks once, of one user or of several', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    ada.presence().setState('k', 1);
    const service = bob.presence();
    let one;
    await e2e.until(() => true);
    do one = await service.presence('ada'); while (!one.state.has('k'));
    const many = await service.presence(['nobody', Convergence.DomainUserId.normal('ada')]);
    one.state.set('k', 2);
    return [
      one instanceof Convergence.UserPresence, Object.isFrozen(one), one.user.displayName, one.available, one.state.get('k'),
      one.state instanceof Map, Object.keys(one).includes('available'),
      many.map((p) => [p.user.username, p.available, [...p.state]]), await service.presence([]),
      [one.username, one.isAvailable, one.state().get('k')],
    ];
  }), [true, true, 'Ada L.', true, 1, true, true, [['nobody', false, []], ['ada', true, [['k', 1]]]], [], ['ada', true, 1]]);
});

test('a subscription follows a user until the last one is given up', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const [sub, other] = await Promise.all([bob.presence().subscribe('ada'), bob.presence().subscribe('ada')]);
    const list = await bob.presence().subscribe(['bob', 'ada']);
    const events = log(sub, (e) => (e.state ? plain(e.state) : e.keys ?? e.available));
    const seen = [];
    sub.asObservable().subscribe({ next: (p) => seen.push([p.username, p.available, plain(p.state)]), complete: () => seen.push('complete') });
    const own = ada.presence();
    own.setState('k', 1);
    await until(() => sub.state.get('k') === 1, 'the state');
    own.removeState('k');
    await until(() => sub.state.size === 0, 'the removal');
    own.setState({ a: 1, b: 2 });
    await until(() => sub.state.size === 2, 'two keys');
    own.clearState();
    await until(() => sub.state.size === 0, 'the clearing');
    await ada.disconnect();
    await quiet();
    const still = sub.available; // the second session is there
    await ada2.disconnect();
    await until(() => !sub.available, 'both sessions to be gone');
    await ada2.connectWithPassword({ username: 'ada', password: 'secret' });
    await until(() => sub.available, 'her to come back');
    await quiet();
    const sentBefore = wires.bob.sent;
    sub.unsubscribe();
    sub.unsubscribe();
    other.unsubscribe();
    await quiet();
    const between = wires.bob.sent - sentBefore;
    list[1].unsubscribe();
    await quiet();
    const told = wires.bob.sent - sentBefore;
    ada2.presence().setState('unheard', 1);
    await quiet();
    const now = [sub.isAvailable, list[0].isAvailable, list[0].available];
    return { now, still, events, seen, between, told, list: list.map((s) => s.user.username), kept: [sub.available, plain(sub.state), sub.username] };
  }), {
    now: [true, true, true],
    still: true,
    events: [['state_set', { k: 1 }], ['state_removed', ['k']], ['state_set', { a: 1, b: 2 }], ['state_cleared'],
      ['availability_changed', false], ['availability_changed', true], ['(complete)']],
    seen: [['ada', true, {}], ['ada', true, { k: 1 }], ['ada', true, {}], ['ada', true, { a: 1, b: 2 }], ['ada', true, {}],
      ['ada', false, {}], ['ada', true, {}], 'complete'],
    between: 0, told: 1, list: ['bob', 'ada'], kept: [true, {}, 'ada'],
  });
});

test('a drop makes everybody unavailable; coming back brings all of it again', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    bob.presence().setState('k', 1);
    const sub = await ada.presence().subscribe('bob');
    const own = log(ada.presence(), (e) => (e.state ? plain(e.state) : e.available));
    ada.presence().setState('mine', 1);
    await until(() => sub.state.has('k'));
    await until(() => ada2.presence().state().has('mine'), 'the server to have it');
    const events = log(sub, (e) => (e.state ? plain(e.state) : e.available));
    const seen = [];
    sub.asObservable().subscribe((p) => seen.push([p.available, plain(p.state)]));
    wires.ada.cut();
    await until(() => !sub.available, 'the drop');
    // Questions wait for the connection, as long as the server may take for an answer.
    const offline = [ada.presence().isAvailable(), ...await Promise.all([failure(() => ada.presence().presence('bob')), failure(() => ada.presence().subscribe('bob'))])];
    ada.presence().setState('late', 2); // stays here, and is not sent
    const late = plain(ada.presence().state());
    wires.ada.mend();
    await until(() => sub.available, 'the return');
    await quiet();
    return { offline, late, events, seen, own, state: plain(ada.presence().state()) };
  }), {
    offline: [false, 'rejected ConvergenceError request_timeout', 'rejected ConvergenceError request_timeout'],
    late: { mine: 1, late: 2 },
    events: [['availability_changed', false], ['availability_changed', true], ['state_cleared'], ['state_set', { k: 1 }]],
    seen: [[true, { k: 1 }], [false, {}], [true, { k: 1 }]],
    own: [['state_set', { mine: 1 }], ['availability_changed', false], ['state_set', { late: 2, mine: 1 }],
      ['availability_changed', true], ['state_cleared'], ['state_set', { mine: 1 }]],
    state: { mine: 1 },
  });
});

test('values that are not JSON throw, name the key and send nothing', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const service = ada.presence();
    await quiet();
    const before = wires.ada.sent;
    const cyclic = [];
    cyclic.push(cyclic);
    const bad = [];
    for (const f of [
      () => service.setState('k', undefined), () => service.setState('k'), () => service.setState({ d: new Date() }),
      () => service.setState('f', () => 1), () => service.setState({ o: { deep: [1, NaN] } }), () => service.setState('m', new Map()),
      () => service.setState(new Map([[1, 1]])), () => service.setState(5), () => service.setState('c', cyclic), () => service.setState('b', 1n),
      () => service.setState('h', [, 1]), () => service.removeState(5), () => service.presence(5), () => service.subscribe([null]),
    ]) bad.push(await failure(f));
    return { bad, sent: wires.ada.sent - before, state: [...service.state()] };
  }), {
    bad: ['unsupported_type', 'unsupported_type', 'unsupported_type', 'unsupported_type', 'unsupported_type', 'unsupported_type',
      'key must be a string, but is 1', 'state must be a key and a value, an object or a Map, but is 5', 'unsupported_type', 'unsupported_type',
      'unsupported_type', 'key must be a string, but is 5', 'user must be a username or a DomainUserId, but is 5',
      'user must be a username or a DomainUserId, but is null',
    ].map((why) => `threw ${/must/.test(why) ? 'TypeError' : 'ConvergenceError'} ${why}`),
    sent: 0, state: [],
  });
  assert.equal(await page.evaluate(() => {
    try { ada.presence().setState({ fine: 1, profile: { born: new Date(0) } }); } catch (error) { return error.message; }
  }), 'profile.born cannot be shared: an object of type Date is not JSON');
});

// As in the guides: both generations, as written there.
test('the pages of the older guide', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const out = [];
    const domain = ada;
    var service = domain.presence();
    service.asObservable().subscribe((presence) => out.push(['own', presence.state().get('status'), presence.username]));
    service.setState("status", "away");
    service.clear("status");
    service.clear();
    {
      const domain = bob;
      var service = domain.presence();
      await service.presence("ada").then((presence) => { out.push([presence.username, presence.isAvailable, presence.state() instanceof Map]); });
      await service.presence(["ada", "bob"]).then((presences) => { presences.forEach((presence) => { out.push(presence.username); }); });
      const sub = await service.subscribe("ada");
      let before;
      // distinctUntilKeyChanged('available') reads the key like this.
      sub.asObservable().subscribe((presence) => {
        if (presence['available'] !== before) out.push(['username1 here now?', presence.available]);
        before = presence['available'];
      });
    }
    return out;
  }), [['own', undefined, 'ada'], ['own', 'away', 'ada'], ['own', undefined, 'ada'], ['own', undefined, 'ada'],
    ['ada', true, true], 'ada', 'bob', ['username1 here now?', true]]);
});

test('before the first connect the state is kept here; the server\'s takes its place', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    ada2.presence().setState('there', 1);
    const domain = new Convergence.ConvergenceDomain(e2e.url);
    const service = domain.presence();
    const events = log(service, (e) => (e.state ? plain(e.state) : e.keys ?? e.available));
    service.setState({ x: 1, y: 2 });
    service.removeState(['x', 'z']);
    const early = [plain(service.state()), service.isAvailable(), await failure(() => service.presence('bob')), await failure(() => service.subscribe('bob'))];
    await until(() => ada.presence().state().has('there'));
    await domain.connectWithPassword({ username: 'ada', password: 'secret' });
    const now = plain(service.state());
    await domain.dispose();
    return { early, now, events };
  }), {
    early: [{ y: 2 }, false, 'threw ConvergenceError offline', 'rejected ConvergenceError offline'],
    now: { there: 1 },
    events: [['state_set', { x: 1, y: 2 }], ['state_removed', ['x']], ['availability_changed', true], ['state_cleared'], ['state_set', { there: 1 }],
      ['availability_changed', false]],
  });
});

test('a state that is too large throws and changes nothing', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const service = ada.presence();
    service.setState('small', 1);
    const events = log(service, (e) => (e.state ? Object.keys(plain(e.state)) : e.error?.code ?? e.available));
    const thrown = [];
    for (const set of [() => service.setState('large', 'x'.repeat(100_000)), () => service.setState({ large: 'x'.repeat(9_000_000), other: 1 })]) {
      try { set(); } catch (e) { thrown.push([e instanceof Convergence.ConvergenceError, e.code, /^a state of \d+ bytes is too large: the server takes at most 65536$/.test(e.message)]); }
    }
    await quiet();
    return [thrown, events, plain(service.state()), plain(ada2.presence().state()), ada.isConnected()];
  }), [[[true, 'limit_exceeded', true], [true, 'limit_exceeded', true]], [], { small: 1 }, { small: 1 }, true]);
});

test('two sessions of a user who together set more than fits: one is told, and both show what the server has', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const both = [ada, ada2].map((domain) => domain.presence());
    const told = [];
    for (const service of both) service.on('state_rejected', (e) => told.push(e.error.code));
    both.forEach((service, i) => service.setState(`half ${i}`, 'x'.repeat(40_000)));
    const halves = () => both.map((service) => [...service.state().keys()].filter((key) => key.startsWith('half')).join());
    await until(() => told.length > 0 && halves()[0] === halves()[1], 'both to be the same');
    both[0].setState('late', 1);
    await until(() => both[1].state().has('late'), 'what is set later');
    return [told, halves()[0] === halves()[1], halves()[0].length];
  }), [['limit_exceeded'], true, 'half 0'.length]);
});

test('the only session of a user drops: others see it come back with its state, as one change', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    await bob.disconnect();
    bob2.presence().setState('k', 1);
    const sub = await ada.presence().subscribe('bob');
    await until(() => sub.state.get('k') === 1, 'the state');
    const events = log(sub, (e) => (e.state ? plain(e.state) : e.available)), seen = [];
    await reconnected('bob2');
    bob2.presence().setState('moment', 1);
    await until(() => sub.state.has('moment'), 'what is set after a moment');
    const moment = events.splice(0);
    wires.bob2.cut();
    await until(() => !sub.available, 'him to be missed');
    sub.asObservable().subscribe((p) => seen.push([p.available, plain(p.state)]));
    wires.bob2.mend();
    await until(() => sub.state.has('k'), 'his return');
    await quiet();
    const own = plain(bob2.presence().state());
    return { moment, events, seen, own };
  }), {
    moment: [['state_set', { k: 1, moment: 1 }]],
    events: [['availability_changed', false], ['availability_changed', true], ['state_set', { k: 1, moment: 1 }]],
    seen: [[false, {}], [true, { k: 1, moment: 1 }]],
    own: { k: 1, moment: 1 },
  });
});

test('a key that is set and soon removed is heard as both; of many sets the last', async () => {
  const out = await page.evaluate(async () => {
    const sub = await bob.presence().subscribe('ada');
    const events = log(sub, (e) => e.keys ?? plain(e.state));
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    for (let i = 0; i < 10; i++) {
      for (let n = 0; n < 5; n++) ada.presence().setState('flash', `${i}.${n}`);
      await pause(5);
      ada.presence().removeState('flash');
      await pause(5);
    }
    await until(() => events.filter(([name]) => name === 'state_removed').length >= 10, 'the last removal');
    return events;
  });
  for (const i of [...Array(10).keys()]) assert.ok(out.some(([name, state]) => name === 'state_set' && state.flash === `${i}.4`), `${i}: ${JSON.stringify(out)}`);
  assert.equal(out.filter(([name]) => name === 'state_removed').length, 10);
});

test('after dispose the state cannot be set', async () => {
  assert.equal(await page.evaluate(async () => {
    await ada.dispose();
    return failure(() => ada.presence().setState('k', 1));
  }), 'threw ConvergenceError disposed');
});

everyMemberIsUsed(suite, ['PresenceService', 'UserPresence', 'UserPresenceSubscription'], ['PresenceService.isStatePending']); // of what waits for a connection: test/offline
