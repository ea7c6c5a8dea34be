// Activities: two users with two sessions each.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';
import { activityHelpers } from '../harness/activities.mjs';
import { command, everyMemberIsUsed, openPeople, setUpPeople } from '../harness/people.mjs';

const suite = setUpPeople();
let page;
beforeEach(async () => {
  page = await openPeople(suite);
  await page.evaluate(activityHelpers);
});
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await page.close();
});

test('create, join, leave and remove', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const service = ada.activities();
    const options = { activityType: 'draw', activityId: 'made', worldPermissions: new Set(['join', 'view_state']), userPermissions: { bob: ['set_state'] },
      groupPermissions: new Map([['readers', ['lurk']]]) };
    const out = [await service.create(options), await failure(() => service.create(options)), await failure(() => service.join('draw', 'missing'))];
    const [a, again] = await Promise.all([service.join('draw', 'made', { state: new Map([['k', 1]]) }), service.join('draw', 'made')]);
    out.push(a === again, a instanceof Convergence.Activity, [a.type(), a.id(), a.isJoined(), a.isEphemeral()]);
    out.push(Math.abs(a.createdTime().getTime() - Date.now()) < 60000, plain(a.state()), a.session() === ada.session());
    out.push([...service.joined().keys()], service.joined().get('draw/made') === a, service.isJoined('draw', 'made'), service.isJoined('draw', 'x'), service.session() === ada.session());
    const b = await bob.activities().join('draw', 'made');
    await until(() => a.participants().length === 2, 'her to hear that he is there');
    out.push(await failure(() => bob.activities().remove('made', 'draw')));
    const events = log(a, pick), service2 = log(service, pick), hers = log(b, pick);
    await a.leave();
    out.push(events, service2, a.isJoined(), service.joined().size, a.participants().length, await failure(() => a.leave()));
    const seen = [];
    a.events().subscribe({ complete: () => seen.push('complete at once') });
    out.push(seen);
    await until(() => hers.length === 1, 'the other to hear of it');
    await service.remove('made', 'draw');
    await until(() => !b.isJoined(), 'the removal');
    out.push(hers, await failure(() => service.remove('made', 'draw')));
    return out;
  }), [
    undefined, 'rejected ConvergenceServerError activity_already_exists', 'rejected ConvergenceServerError activity_not_found',
    true, true, ['draw', 'made', true, false], true, { k: 1 }, true,
    ['draw/made'], true, true, false, true,
    'rejected ConvergenceServerError unauthorized',
    [['left', { user: 'ada', local: true }], ['(complete)']], [['left', { user: 'ada', local: true }]], false, 0, 0,
    'rejected Error activity draw/made is not joined any more: it was left already, or the session was put out; join it again', ['complete at once'],
    [['session_left', { user: 'ada', local: false }], ['deleted', { user: 'bob', local: false }], ['left', { user: 'bob', local: true }], ['(complete)']],
    'rejected ConvergenceServerError activity_not_found',
  ]);
});

test('everybody sees who is there with which state', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const a = await ada.activities().join('draw', 'who', anybody);
    const events = log(a, pick);
    const lists = [];
    a.participantsAsObservable().subscribe({ next: (list) => lists.push(list.length), complete: () => lists.push('complete') });
    const b = await bob.activities().join('draw', 'who', { state: { color: 'red' } });
    const lurker = await bob2.activities().join('draw', 'who', { lurk: true, state: { ignored: 1 } });
    await until(() => a.participants().length === 2, 'two');
    const of = (x) => x.participants().map((p) => [p.user.username, p.local, plain(p.state), p.activity === x]).sort();
    const his = a.participant(bob.session().sessionId());
    const clone = his.clone({ state: new Map([['x', 1]]) });
    his.state.clear();
    const out = [
      of(a), of(b), of(lurker), [his.sessionId === b.session().sessionId(), his instanceof Convergence.ActivityParticipant, Object.isFrozen(his), plain(his.state)],
      [clone.user === his.user, plain(clone.state)], a.participant('nobody'), plain(lurker.state()),
      await failure(() => lurker.setState('k', 1)), await failure(() => lurker.removeState('k')), await failure(() => lurker.clearState()),
    ];
    await lurker.leave();
    await b.leave();
    await until(() => a.participants().length === 1, 'one');
    await a.leave();
    return [...out, events, lists];
  }), [
    [['ada', true, {}, true], ['bob', false, { color: 'red' }, true]], [['ada', false, {}, true], ['bob', true, { color: 'red' }, true]],
    [['ada', false, {}, true], ['bob', false, { color: 'red' }, true]], [true, true, true, { color: 'red' }], [true, { x: 1 }], undefined, {},
    'threw Error a session that lurks has no state', 'threw Error a session that lurks has no state', 'threw Error a session that lurks has no state',
    [['session_joined', { user: 'bob', local: false, state: { color: 'red' } }], ['session_left', { user: 'bob', local: false }],
      ['left', { user: 'ada', local: true }], ['(complete)']],
    [1, 2, 1, 'complete'],
  ]);
});

test('a change of state is told in order, here and everywhere else', async () => {
  const { local, remote, same } = await page.evaluate(async () => {
    const [a, a2, b, b2] = await joinAll('state');
    const order = [];
    b.participantsAsObservable().subscribe(() => order.push('(participants)'));
    b.events().subscribe((e) => order.push(e.name));
    const logs = [a, a2, b, b2].map((one) => log(one, pick));
    const step = async (f) => { f(); await quiet(); };
    await step(() => a.setState({ x: 1, y: [2] }));
    await step(() => a.setState('x', { deep: null }));
    await step(() => a.setState(new Map([['z', 3]])));
    await step(() => a.removeState(['z', 'never']));
    await step(() => a.removeState('never'));
    await step(() => a.setState({}));
    await step(() => a.clearState());
    await step(() => a.clearState());
    return { local: logs[0], remote: logs[2], same: logs.slice(1).every((l) => JSON.stringify(l) === JSON.stringify(logs[2])), order };
  });
  const of = (isLocal) => {
    const who = { user: 'ada', local: isLocal };
    const delta = (values, removed, oldValues, complete = false) => ['state_delta', { ...who, complete, removed, values, oldValues }];
    const set = (key, value, oldValue) => ['state_set', { ...who, key, value, oldValue }];
    return [
      delta({ x: 1, y: [2] }, [], {}), set('x', 1, undefined), set('y', [2], undefined),
      delta({ x: { deep: null } }, [], { x: 1 }), set('x', { deep: null }, 1),
      delta({ z: 3 }, [], {}), set('z', 3, undefined),
      delta({}, ['z'], { z: 3 }), ['state_removed', { ...who, key: 'z', oldValue: 3 }],
      delta({}, ['x', 'y'], { x: { deep: null }, y: [2] }, true), ['state_cleared', { ...who, oldValues: { x: { deep: null }, y: [2] } }],
    ];
  };
  assert.deepEqual(local, of(true));
  assert.deepEqual(remote, of(false));
  assert.equal(same, true, 'all other sessions hear the same, those of the same user included');
});

test('participants are told before the events of a change', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const a = await ada.activities().join('draw', 'order', anybody);
    const order = [];
    a.participantsAsObservable().subscribe((list) => order.push(['participants', plain(list[0].state)]));
    a.events().subscribe((e) => order.push(e.name));
    a.setState({ x: 1, y: 2 });
    return order;
  }), [['participants', {}], ['participants', { x: 1, y: 2 }], 'state_delta', 'state_set', 'state_set']);
});

test('permissions: reading, adding, taking, replacing, and being put out', async () => {
  command(suite.server, 'user', 'add', 'carl');
  assert.deepEqual(await page.evaluate(async () => {
    const a = await ada.activities().join('draw', 'rights', { autoCreate: { worldPermissions: ['join'], userPermissions: new Map([['bob', ['view_state']]]) } });
    const p = a.permissions();
    const list = (set) => [...set].sort();
    const b = await bob.activities().join('draw', 'rights');
    const out = [[p.type(), p.id(), p instanceof Convergence.AbstractPermissionManager], list(await p.resolveSessionPermissions()).length,
      list(await b.permissions().resolveSessionPermissions())];
    const all = await p.getPermissions();
    out.push([list(all.worldPermissions), list(all.userPermissions.get('bob')), all.groupPermissions.size]);
    await p.addWorldPermissions(new Set(['view_state', 'lurk']));
    out.push(list(await p.getWorldPermissions()));
    await p.removeWorldPermissions(['lurk']);
    await p.addUserPermissions({ bob: ['set_state'], carl: ['lurk'] });
    await p.removeUserPermissions(new Map([[Convergence.DomainUserId.normal('bob'), ['view_state']]]));
    out.push(list(await p.getWorldPermissions()), list(await p.getUserPermissions('bob')), list(await p.getUserPermissions('carl')));
    await p.setUserPermissions({ bob: ['lurk'] });
    out.push(list((await p.getAllUserPermissions()).get('ada')).length, list(await p.getUserPermissions('bob')));
    await p.setUserPermissions({ ada: ['manage', 'join', 'remove', 'view_state'] }, true);
    out.push(list(await p.getUserPermissions('bob')));
    await p.addGroupPermissions({ readers: ['lurk', 'join'] });
    await p.removeGroupPermissions({ readers: ['lurk'] });
    out.push(list(await p.getGroupPermissions('readers')), [...(await p.getAllGroupPermissions()).keys()], list(await p.getGroupPermissions('none')));
    await p.setGroupPermissions(new Map(), true);
    out.push((await p.getAllGroupPermissions()).size, await failure(() => b.permissions().setWorldPermissions(['join'])));
    const his = log(b, pick);
    await p.setWorldPermissions([]);
    await until(() => !b.isJoined(), 'him to be put out');
    out.push(his.map(([name, e]) => [name, e?.user, e?.local, typeof e?.reason]), await failure(() => bob2.activities().join('draw', 'rights')));
    return out;
  }), [
    ['draw', 'rights', true], 6, ['join', 'view_state'],
    [['join'], ['view_state'], 0],
    ['join', 'lurk', 'view_state'],
    ['join', 'view_state'], ['set_state'], ['lurk'],
    6, ['lurk'], [],
    ['join'], ['readers'], [], 0, 'rejected ConvergenceServerError unauthorized',
    [['force_leave', 'bob', false, 'string'], ['left', 'bob', true, 'undefined'], ['(complete)', undefined, undefined, 'undefined']],
    'rejected ConvergenceServerError unauthorized',
  ]);
});

test('a drop: the others are gone, the own state stays, and all of it is put right afterwards', async () => {
  const out = await page.evaluate(async () => {
    const [a, , b] = await joinAll('drop');
    a.setState({ k: 1, old: 2 });
    b.setState('his', 1);
    await until(() => a.participant(bob.session().sessionId())?.state.has('his') && b.participant(ada.session().sessionId())?.state.has('k'));
    const before = ada.session().sessionId();
    const mine = log(a, (e) => [e.user.username, e.local, e.sessionId === before]);
    wires.ada.cut();
    await until(() => !ada.isConnected());
    await until(() => b.participants().length === 3, 'the others to notice');
    const alone = a.participants().map((p) => [p.user.username, p.local, plain(p.state)]);
    // What only the server can answer waits for it.
    const waiting = [a.permissions().resolveSessionPermissions().then((p) => p.has('join')), ada.activities().create({ activityType: 't', activityId: 'i' })];
    const offline = [a.isJoined()];
    // Alone until there is a connection.
    const own = await ada.activities().join('draw', 'made offline', { ...anybody, state: { s: 1 } });
    offline.push(own.isJoined(), own.participants().length, plain(own.state()));
    a.setState('k', 'offline');
    a.removeState('old');
    wires.ada.mend();
    await until(() => a.participants().length === 4, 'all of them');
    await until(() => b.participant(ada.session().sessionId()), 'her to be back');
    await quiet();
    const met = await bob.activities().join('draw', 'made offline');
    return {
      alone, offline, waited: await Promise.all(waiting), mine: mine.map(([name, e]) => [name, ...e]).filter(([name]) => name.startsWith('session')),
      state: plain(b.participant(ada.session().sessionId()).state), his: plain(a.participant(bob.session().sessionId()).state),
      met: met.participants().map((p) => [p.user.username, plain(p.state)]).sort(), same: own === (await ada.activities().join('draw', 'made offline')),
    };
  });
  assert.deepEqual(out.alone, [['ada', true, { k: 1, old: 2 }]]);
  assert.deepEqual(out.offline, [true, true, 1, { s: 1 }]);
  assert.deepEqual(out.waited, [true, undefined]);
  assert.deepEqual(out.mine.filter(([, , local]) => local), [['session_left', 'ada', true, true], ['session_joined', 'ada', true, false]]);
  assert.deepEqual(out.mine.filter(([name, , local]) => !local && name === 'session_left').length, 3);
  assert.deepEqual(out.mine.filter(([name, , local]) => !local && name === 'session_joined').length, 3);
  assert.deepEqual([out.state, out.his], [{ k: 'offline' }, { his: 1 }]);
  assert.deepEqual([out.met, out.same], [[['ada', { s: 1 }], ['bob', {}]], true]);
});

test('bad arguments throw and send nothing', async () => {
  const { bad, sent } = await page.evaluate(async () => {
    const service = ada.activities();
    const a = await service.join('draw', 'bad', anybody);
    await quiet();
    const before = wires.ada.sent;
    const bad = [];
    for (const f of [
      () => service.create(), () => service.create({ activityType: '', activityId: 'x' }), () => service.create({ activityType: 'x' }),
      () => service.create({ activityType: 'x', activityId: 'y', worldPermissions: 'join' }),
      () => service.create({ activityType: 'x', activityId: 'y', groupPermissions: { g: 5 } }),
      () => service.remove('id'), () => service.remove('', 't'), () => service.join('', 'x'), () => service.join('t', ''), () => service.join(5, 'x'),
      () => service.join('t', 'x', 5), () => service.join('t', 'x', { state: { k: undefined } }), () => service.isJoined('t'),
      () => a.setState('k', undefined), () => a.setState({ k: new Date() }), () => a.setState(5), () => a.removeState(5), () => a.participant(5),
      () => a.permissions().addWorldPermissions('join'), () => a.permissions().setUserPermissions(5), () => a.permissions().getGroupPermissions(''),
      () => a.permissions().addGroupPermissions({ '': [] }),
    ]) bad.push(await failure(f));
    return { bad, sent: wires.ada.sent - before };
  });
  assert.equal(sent, 0);
  assert.deepEqual(bad.filter((one) => !one.startsWith('threw ')), ['rejected Error group must not be empty']);
});

test('as older applications and the public examples do it', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const out = [];
    // Without a type, and without having created it.
    const activity = await ada.activities().join('my-activity', { state: { pointer: null } });
    const other = await bob.activities().join('my-activity');
    const sessions = () => activity.participants().map((participant) => [participant.sessionId === activity.session().sessionId(), participant.user.displayName, participant.state.get('pointer')]);
    activity.events().subscribe((event) => {
      switch (event.name) {
        case Convergence.Activity.Events.SESSION_JOINED: return out.push(['joined', event.participant.user.displayName]);
        case Convergence.Activity.Events.SESSION_LEFT: return out.push(['left', event.sessionId === bob.session().sessionId()]);
        case Convergence.Activity.Events.STATE_SET: return out.push([event.key, event.value, event.local]);
        case Convergence.Activity.Events.STATE_REMOVED: return out.push(['removed', event.key]);
      }
    });
    await until(() => sessions().length === 2);
    other.setState('pointer', { x: 1, y: 2 });
    await until(() => sessions().some(([, , p]) => p?.x === 1));
    activity.setState('pointer', { x: 5, y: 5 });
    activity.removeState('pointer');
    await other.leave();
    await until(() => sessions().length === 1);
    out.push(activity.isEphemeral(), activity.type(), await activity.leave());
    return out;
  }).then((out) => out.filter((x) => x?.[0] !== 'joined')), [
    ['pointer', { x: 1, y: 2 }, false], ['pointer', { x: 5, y: 5 }, true], ['removed', 'pointer'], ['left', true], true, 'default', undefined,
  ]);
});

test('before the first connect joining rejects as offline', async () => {
  assert.equal(await page.evaluate(() => failure(() => new Convergence.ConvergenceDomain(e2e.url).activities().join('t', 'i'))),
    'rejected ConvergenceError offline');
});

test('leaving and joining at once ends joined', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const [a, , b] = await joinAll('again');
    const leaving = a.leave();
    const again = await ada.activities().join('draw', 'again', anybody);
    await leaving;
    again.setState('k', 1);
    await until(() => b.participants().some((p) => p.state.get('k') === 1), 'the state');
    return [a === again, a.isJoined(), again.isJoined(), ada.activities().isJoined('draw', 'again'), b.participants().length];
  }), [false, false, true, true, 4]);
});

test('dispose leaves activities', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const [a, , b] = await joinAll('disposed');
    const events = log(a, pick), service = log(ada.activities(), pick);
    let complete = 0;
    a.participantsAsObservable().subscribe({ complete: () => complete++ });
    await ada.dispose();
    await until(() => b.participants().length === 3, 'the other to see it');
    return [events.map(([name]) => name).filter((name) => name !== 'session_left'), service.map(([name]) => name), complete, a.isJoined(), ada.activities().joined().size,
      await failure(() => a.leave()), await failure(() => a.setState('k', 1)), await failure(() => ada.activities().join('draw', 'disposed'))];
  }), [['left', '(complete)'], ['left'], 1, false, 0, 'rejected ConvergenceError disposed', 'threw ConvergenceError disposed', 'rejected ConvergenceError disposed']);
});

everyMemberIsUsed(suite, ['ActivityService', 'Activity', 'ActivityParticipant', 'ActivityPermissionManager', 'AbstractPermissionManager'],
  ['Activity.isStatePending']); // of what waits for a connection: test/offline
