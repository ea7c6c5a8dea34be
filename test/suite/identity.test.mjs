// The identity service against the real server.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';
import { PASSWORD, command, everyMemberIsUsed, openPeople, setUpPeople } from '../harness/people.mjs';

const suite = setUpPeople();
let page;
beforeEach(async () => { page = await openPeople(suite); });
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await page.close();
});

test('profile, user, userExists and users', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const identity = ada.identity();
    const { DomainUser, DomainUserId } = Convergence;
    const me = await identity.profile();
    const bobs = await identity.user('bob');
    const list = await identity.users(['bob', 'nobody', DomainUserId.normal('bob'), me.userId]);
    return [
      identity.session() === ada.session(), me instanceof DomainUser, Object.isFrozen(me),
      [me.userType, me.username, me.firstName, me.lastName, me.displayName, me.email, me.normal, me.userId.toGuid()],
      [bobs.username, bobs.displayName, bobs.firstName, bobs.isAnonymous],
      await identity.user('nobody'), await identity.userExists('bob'), await identity.userExists(DomainUserId.anonymous('bob')),
      list.map((user) => user.username), await identity.users([]),
    ];
  }), [
    true, true, true, ['normal', 'ada', 'Ada', 'Lovelace', 'Ada L.', 'ada@example.com', true, 'normal:ada'],
    ['bob', 'Bob B.', undefined, false], undefined, true, false, ['bob', 'ada'], [],
  ]);
});

test('search looks into the given fields, orders and pages', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const identity = ada.identity();
    const names = async (query) => (await identity.search(query)).map((user) => user.username);
    return [
      await names({ term: 'lovelace', fields: 'lastName' }), await names({ term: 'lovelace', fields: ['username', 'firstName'] }),
      await names({ term: '.', fields: ['displayName'] }),
      await names({ term: '.', fields: ['displayName'], orderBy: { field: 'username', ascending: false } }),
      await names({ term: '.', fields: ['displayName'], offset: 1, limit: 1 }),
      (await identity.userByEmail('ada@example.com'))?.username, await identity.userByEmail('ada@example'),
      (await identity.usersByEmail(['ada@example.com'])).length,
    ];
  }), [['ada'], [], ['ada', 'bob'], ['bob', 'ada'], ['bob'], 'ada', undefined, 1]);
});

test('who looks for people by addresses that the domain hides is told so', async () => {
  const answers = () => page.evaluate(async () => {
    const identity = bob.identity();
    const ways = [() => identity.userByEmail('ada@example.com'), () => identity.usersByEmail(['bob@example.com', 'ada@example.com']),
      () => identity.search({ term: 'ada@', fields: 'email' }), () => identity.search({ term: 'ada', fields: ['email', 'username'] })];
    return Promise.all(ways.map((way) => way().then((found) => [found].flat().map((user) => user.username).join(), (e) => `${e.code}: ${e.message}`)));
  });
  const hidden = await answers();
  for (const answer of hidden.slice(0, 3)) assert.match(answer, /^unauthorized: .*hides the e-mail addresses.*domain edit/);
  assert.equal(hidden[3], 'ada', 'other fields are searched all the same');
  command(suite.server, 'domain', 'edit', 'convergence/default', '--emails', 'users');
  try {
    await page.evaluate(async (password) => {
      await bob.disconnect();
      await bob.connectWithPassword({ username: 'bob', password });
    }, PASSWORD);
    assert.deepEqual(await answers(), ['ada', 'ada', 'ada', 'ada']);
  } finally {
    command(suite.server, 'domain', 'edit', 'convergence/default', '--emails', 'hidden');
  }
});

test('groups and who is in them', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const identity = bob.identity();
    const group = await identity.group('readers');
    return [
      [group.id, group.description, [...group.members], group instanceof Convergence.UserGroup, Object.isFrozen(group)],
      (await identity.groups(['readers'])).length, await identity.groupsForUser('ada'), await identity.groupsForUser('bob'),
      await identity.groupsForUsers(['ada', 'bob']), await identity.groupsForUsers([]),
      await failure(() => identity.group('nothing')), await failure(() => identity.groupsForUser('nobody')),
    ];
  }), [['readers', 'Who reads', ['ada'], true, true], 1, ['readers'], [], { ada: ['readers'], bob: [] }, {},
    'rejected ConvergenceServerError group_not_found', 'rejected ConvergenceServerError user_not_found']);
  command(suite.server, 'group', 'edit', 'readers', '--description', 'Who "reads" it');
  assert.equal(await page.evaluate(async () => (await ada2.identity().group('readers')).description), 'Who "reads" it');
  assert.throws(() => command(suite.server, 'group', 'edit', 'nothing', '--description', 'x'), /group add nothing/);
});

test('ids of users, and maps by them', async () => {
  assert.deepEqual(await page.evaluate(() => {
    const { DomainUserId, DomainUserIdMap, DomainUserType } = Convergence;
    const root = DomainUserId.convergence('root');
    const ids = [DomainUserId.normal('a'), DomainUserId.anonymous('a'), root, DomainUserId.guid('normal', 'x:y'), DomainUserId.fromGuid('normal:x:y'), DomainUserId.of('a')];
    const map = DomainUserIdMap.of(new Map([[root, 1], ['a', 2]]));
    map.set(DomainUserId.anonymous('a'), 3);
    const seen = [];
    map.forEach((value, userId) => seen.push([value, userId.toGuid()]));
    const out = [
      ids.map((id) => id.toGuid()), ids[3].equals(ids[4]), ids[0].equals(ids[1]), ids[0].equals(DomainUserId.toDomainUserId('a')), Object.isFrozen(root),
      DomainUserId.toDomainUserType('anonymous') === DomainUserType.ANONYMOUS, DomainUserId.of(root) === root,
      map.size(), map.get('a'), map.get(DomainUserId.anonymous('a')), map.has('root'), map.has(root), seen,
      [...map.keys()].map((id) => id.toGuid()), [...map.entries()].map(([id, value]) => [id.username, value]),
      DomainUserIdMap.fromGuidObjectMap(map.toGuidObjectMap()).get(root), DomainUserIdMap.of({ b: 5 }).get('b'), DomainUserIdMap.of(map).size(),
    ];
    return [...out, map.delete('a'), map.delete('a'), map.size(), [...map.toGuidObjectMap() instanceof Map ? [] : Object.keys(map.toGuidObjectMap())].sort()];
  }), [
    ['normal:a', 'anonymous:a', 'convergence:root', 'normal:x:y', 'normal:x:y', 'normal:a'], true, false, true, true,
    true, true,
    3, 2, 3, false, true, [[1, 'convergence:root'], [2, 'normal:a'], [3, 'anonymous:a']],
    ['convergence:root', 'normal:a', 'anonymous:a'], [['root', 1], ['a', 2], ['a', 3]],
    1, 5, 3,
    true, false, 2, ['anonymous:a', 'convergence:root'],
  ]);
  for (const bad of ['nobody', 'king:arthur', '']) {
    assert.ok(await page.evaluate((bad) => { try { Convergence.DomainUserId.fromGuid(bad); return false; } catch { return true; } }, bad), bad);
  }
});

test('bad arguments send nothing; without a connection everything rejects as offline', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const identity = ada.identity();
    await quiet();
    const before = wires.ada.sent;
    const bad = [];
    for (const f of [
      () => identity.user(), () => identity.users('bob'), () => identity.users([5]), () => identity.search({ term: 'x', fields: 'shoe' }),
      () => identity.search({ term: 'x', fields: [] }), () => identity.search({ fields: 'email' }), () => identity.search(),
      () => identity.groups([]), () => identity.groups('readers'), () => identity.group(''),
    ]) bad.push((await failure(f)).split(' ').slice(0, 2).join(' '));
    const sent = wires.ada.sent - before;
    const far = new Convergence.ConvergenceDomain(e2e.url).identity();
    const offline = [];
    for (const f of [
      () => far.profile(), () => far.user('x'), () => far.userExists('x'), () => far.users(['x']),
      () => far.search({ term: 'x', fields: 'email' }), () => far.group('x'), () => far.groupsForUser('x'),
    ]) offline.push(await failure(f));
    return { bad, sent, offline: [...new Set(offline)], none: await far.users([]) };
  }), {
    bad: ['rejected TypeError', 'threw TypeError', 'threw TypeError', 'threw Error', 'rejected Error', 'rejected Error', 'threw TypeError',
      'threw TypeError', 'threw TypeError', 'rejected Error'],
    sent: 0, offline: ['rejected ConvergenceError offline'], none: [],
  });
});

test('who signs out has no token any more, and neither has who copied it', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const failed = (promise) => promise.then(() => 'done', (error) => error.code);
    const token = ada.session().reconnectToken();
    await ada.signOut();
    const result = [ada.isDisconnected(), ada.session().reconnectToken(), await failed(ada.signOut()), await failed(ada.reconnect())];
    const thief = new Convergence.ConvergenceDomain(e2e.url);
    result.push(await failed(thief.reconnect(token)));
    await thief.dispose();
    return result;
  }), [true, null, 'offline', 'authentication_failed', 'authentication_failed']);
});

everyMemberIsUsed(suite, ['IdentityService', 'DomainUser', 'DomainUserId', 'DomainUserIdMap']);
