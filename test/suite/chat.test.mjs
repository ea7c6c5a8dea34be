// Chats: two users with two sessions each.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';
import { chatHelpers } from '../harness/chats.mjs';
import { command, everyMemberIsUsed, openPeople, setUpPeople } from '../harness/people.mjs';

const suite = setUpPeople();
let page;
beforeEach(async () => {
  page = await openPeople(suite);
  await page.evaluate(chatHelpers);
});
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await page.close();
});

test('create, exists, get, search, joined and remove', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const chat = ada.chat();
    const id = await chat.create({ type: 'channel', membership: 'public', id: 'town', name: 'Town', topic: 'Things', members: ['ada', 'bob'] });
    const again = { type: 'channel', membership: 'public', id: 'town' };
    const out = [id, await failure(() => chat.create(again)), await chat.create({ ...again, ignoreExistsError: true })];
    const made = await chat.create({ type: 'room', membership: 'public', name: 'A room' });
    const secret = await chat.create({ type: 'channel', membership: 'private', id: 'secret' });
    out.push(made.length > 5, secret);
    out.push(await chat.exists('town'), await chat.exists('nothing'), [...(await chat.exists(['town', 'nothing', made])).values()]);
    out.push(await bob.chat().exists('secret'), await failure(() => bob.chat().get('secret')), await failure(() => chat.get(['town', 'nothing'])));
    const town = await chat.get('town');
    const several = await chat.get(['town', made]);
    out.push(town === several.get('town'), town instanceof Convergence.ChatChannel, several.get(made) instanceof Convergence.ChatRoom,
      town instanceof Convergence.MembershipChat, town.session() === ada.session());
    const info = town.info();
    out.push([info.chatType, info.chatId, info.membership, info.name, info.topic, info.lastEventNumber, info.maxSeenEventNumber, info.joined],
      info.members.map((m) => [m.user.displayName, m.maxSeenEventNumber]), info.createdTime instanceof Date, +info.lastEventTime >= +info.createdTime);
    info.members.length = 0;
    out.push(town.info().members.length);
    const found = await bob.chat().search({ searchTerm: 'tow', searchFields: ['name'], types: ['channel'], membership: 'public', offset: 0, limit: 5 });
    out.push(found instanceof Convergence.PagedData, found.data.map((i) => [i.chatId, i.joined]), found.offset, found.totalResults);
    out.push((await bob.chat().search()).data.map((i) => i.name).filter((name) => name).sort());
    out.push((await chat.joined()).map((i) => i.chatId).sort(), (await bob.chat().joined()).map((i) => i.chatId));
    const events = log(town, pick), service = log(bob2.chat(), (e) => e.chatId);
    await bob2.chat().get('town');
    out.push(await failure(() => bob.chat().remove('town')));
    await chat.remove('town');
    await until(() => events.length > 0 && service.length > 0, 'the removal');
    out.push(events, service, town.isJoined(), town.info().name, await chat.exists('town'), await failure(() => chat.remove('town')));
    return out;
  }), [
    'town', 'rejected ConvergenceServerError chat_already_exists', 'town', true, 'secret',
    true, false, [true, false, true],
    false, 'rejected ConvergenceServerError chat_not_found', 'rejected ConvergenceServerError chat_not_found',
    true, true, true, true, true,
    ['channel', 'town', 'public', 'Town', 'Things', 0, -1, true], [['Ada L.', -1], ['Bob B.', -1]], true, true,
    2,
    true, [['town', true]], 0, 1,
    ['A room', 'Town'],
    ['secret', 'town'], ['town'],
    'rejected ConvergenceServerError unauthorized',
    [['removed', {}]], [['removed', 'town']], false, 'Town', false, 'rejected ConvergenceServerError chat_not_found',
  ]);
});

test('a channel: everything that happens in it, at every session', async () => {
  const out = await page.evaluate(async () => {
    const service = [ada, ada2, bob, bob2].map((domain) => log(domain.chat(), pick));
    await ada.chat().create({ type: 'channel', membership: 'public', id: 'life' });
    const mine = await ada.chat().join('life');
    const failures = [await failure(() => ada.chat().join('life')), await failure(() => ada2.chat().join('life')), await failure(() => bob.chat().leave('life'))];
    const his = await bob.chat().get('life');
    const before = [his.isJoined(), await failure(() => his.send('x')), await failure(() => his.markSeen(0)), await failure(() => his.getHistory())];
    const events = log(mine, pick);
    const infos = [];
    mine.events().subscribe((e) => { const i = mine.info(); infos.push([e.name, i.lastEventNumber, i.name, i.topic, i.members.length, i.joined]); });
    await mine.add('bob');
    await until(() => his.isJoined(), 'him to be added');
    failures.push(await failure(() => mine.add('bob')), await failure(() => mine.remove('nobody')), await failure(() => mine.remove('ada')));
    const sent = await his.send('hello');
    await quiet();
    await mine.setName('New name');
    await mine.setTopic('New topic');
    await mine.markSeen(2);
    await quiet();
    const seen = [mine.info().maxSeenEventNumber, his.info().members.map((m) => m.maxSeenEventNumber)];
    failures.push(await failure(() => his.setName('no')));
    await mine.remove('bob');
    await until(() => !his.isJoined(), 'him to be removed');
    await bob2.chat().join('life');
    await until(() => his.isJoined(), 'him to be back');
    await his.leave();
    const left = [his.isJoined(), his.info().joined];
    await quiet();
    await mine.leave();
    await quiet();
    return { sent: [sent.eventNumber, sent.timestamp instanceof Date], failures, before, events, infos, seen, left,
      ada: names(service[0]), ada2: names(service[1]), bob: names(service[2]), bob2: names(service[3]), joined: mine.isJoined() };
  });
  const a = 'ada', b = 'bob';
  assert.deepEqual(out.events, [
    ['user_added', { eventNumber: 2, user: a, addedUser: b }], ['message', { message: 'hello', eventNumber: 3, user: b }],
    ['name_changed', { chatName: 'New name', eventNumber: 4, user: a }], ['topic_changed', { topic: 'New topic', eventNumber: 5, user: a }],
    ['events_seen', { maxSeenEventNumber: 2, user: a }], ['user_removed', { eventNumber: 6, user: a, removedUser: b }],
    ['user_joined', { eventNumber: 7, user: b }], ['user_left', { eventNumber: 8, user: b }], ['user_left', { eventNumber: 9, user: a }],
  ]);
  // The description is up to date before the event comes.
  const at = (name) => out.infos.find(([n]) => n === name).slice(1);
  assert.deepEqual([at('user_added')[0] >= 2, at('user_added')[3], at('name_changed')[1], at('topic_changed')[2]], [true, 2, 'New name', 'New topic']);
  assert.deepEqual(out.sent, [3, true]);
  assert.deepEqual(out.failures, [
    'rejected ConvergenceServerError chat_already_joined', 'rejected ConvergenceServerError chat_already_joined', 'rejected ConvergenceServerError chat_not_joined',
    'rejected ConvergenceServerError chat_already_a_member', 'rejected ConvergenceServerError not_a_member', 'rejected ConvergenceServerError cant_remove_self',
    'rejected ConvergenceServerError unauthorized',
  ]);
  assert.deepEqual(out.before, [false, ...Array(3).fill('threw ConvergenceError chat_not_joined')]);
  assert.deepEqual([out.seen, out.left, out.joined], [[2, [2, -1]], [false, false], false]);
  const his = ['user_added', 'joined', 'message', 'name_changed', 'topic_changed', 'events_seen', 'user_removed', 'left', 'user_joined', 'joined', 'user_left', 'left'];
  assert.deepEqual(out.bob, his);
  assert.deepEqual(out.bob2, his);
  const hers = ['user_joined', 'joined', 'user_added', 'message', 'name_changed', 'topic_changed', 'events_seen', 'user_removed', 'user_joined', 'user_left',
    'user_left', 'left'];
  assert.deepEqual(out.ada, hers);
  assert.deepEqual(out.ada2, hers);
});

test('history: order, pages, filter and every kind of entry', async () => {
  const out = await page.evaluate(async () => {
    await ada.chat().create({ type: 'channel', membership: 'private', id: 'past', name: 'n', topic: 't' });
    const chat = await ada.chat().get('past');
    await chat.add('bob');
    const his = await bob.chat().get('past');
    await his.send('one');
    await chat.setName('n2');
    await chat.setTopic('t2');
    await chat.remove('bob');
    await until(() => !his.isJoined(), 'him to know that he is out');
    await chat.add('bob');
    await until(() => his.isJoined(), 'him to know that he is in');
    await his.leave();
    const all = await chat.getHistory();
    const entry = (e) => [e.type, e.eventNumber, e.user.username, e.message ?? e.name ?? e.topic ?? (e.addedUser ?? e.removedUser)?.username];
    const page = async (options) => (await chat.getHistory(options)).data.map((e) => e.eventNumber);
    const { ChatHistoryEntry, CreatedChatHistoryEntry, MessageChatHistoryEntry } = Convergence;
    const created = all.data.at(-1);
    await bob.chat().create({ type: 'channel', membership: 'public', id: 'open', members: ['bob'] });
    await ada.chat().join('open');
    const joins = await (await ada.chat().get('open')).getHistory({ forward: true });
    return {
      all: all.data.map(entry), total: all.totalResults, classes: all.data.every((e) => e instanceof ChatHistoryEntry && Object.isFrozen(e) && e.timestamp instanceof Date && e.chatId === 'past'),
      created: [created instanceof CreatedChatHistoryEntry, created.name, created.topic, created.members.map((u) => u.displayName)],
      pages: [await page({ limit: 2 }), await page({ startEvent: 3 }), await page({ startEvent: 3, forward: true, limit: 2 }), await page({ forward: true, limit: 1 }),
        await page({ eventFilter: ['message', MessageChatHistoryEntry.TYPE, ChatHistoryEntry.TYPES.CREATED] }), await page({ offset: 6 })],
      joins: joins.data.map((e) => [e.type, e.constructor.name]),
    };
  });
  assert.deepEqual(out.all, [
    ['user_left', 7, 'bob', undefined], ['user_added', 6, 'ada', 'bob'], ['user_removed', 5, 'ada', 'bob'], ['topic_changed', 4, 'ada', 't2'],
    ['name_changed', 3, 'ada', 'n2'], ['message', 2, 'bob', 'one'], ['user_added', 1, 'ada', 'bob'], ['created', 0, 'ada', 'n'],
  ]);
  assert.deepEqual([out.total, out.classes, out.created], [8, true, [true, 'n', 't', ['Ada L.']]]);
  assert.deepEqual(out.pages, [[7, 6], [3, 2, 1, 0], [3, 4], [0], [2, 0], [1, 0]]);
  assert.deepEqual(out.joins, [['created', 'CreatedChatHistoryEntry'], ['user_joined', 'UserJoinedChatHistoryEntry']]);
});

test('direct chats: the same members, the same chat', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const chat = ada.chat();
    const one = await chat.direct('bob');
    const same = [await chat.direct(['bob']), await chat.direct(Convergence.DomainUserId.normal('bob')), await chat.directChat('bob'), (await chat.direct([['bob'], ['bob']]))[1]];
    const his = await bob.chat().direct('ada');
    const heard = log(bob2.chat(), pick), events = log(one, pick);
    await one.send('psst');
    await until(() => heard.length === 1 && events.length === 1, 'the message');
    const info = one.info();
    return [
      same.every((other) => other === one), one instanceof Convergence.DirectChat, his.info().chatId === info.chatId, one.isJoined(), info.chatType,
      info.otherUsers.map((m) => m.user.username), info.members.length, heard, events,
      await failure(() => chat.leave(info.chatId)), await failure(() => chat.join(info.chatId)), await failure(() => chat.direct('nobody')), 'leave' in one,
    ];
  }), [
    true, true, true, true, 'direct', ['bob'], 2, [['message', { message: 'psst', eventNumber: 1, user: 'ada' }]], [['message', { message: 'psst', eventNumber: 1, user: 'ada' }]],
    'rejected ConvergenceServerError not_supported', 'rejected ConvergenceServerError not_supported', 'rejected ConvergenceServerError user_not_found', false,
  ]);
});

test('permissions of a chat', async () => {
  command(suite.server, 'group', 'add', 'others');
  assert.deepEqual(await page.evaluate(async () => {
    await ada.chat().create({ type: 'channel', membership: 'private', id: 'rights' });
    const chat = await ada.chat().get('rights');
    const p = chat.permissions();
    const list = (set) => [...set].sort();
    const out = [p.id(), p instanceof Convergence.ChatPermissionManager, ada.chat().permissions('rights').id(), list(await p.resolveSessionPermissions())];
    out.push(await failure(() => bob.chat().join('rights')));
    await p.addUserPermissions({ bob: ['join_chat', 'leave_chat'] });
    out.push(list(await p.getUserPermissions('bob')));
    const his = await bob.chat().join('rights');
    out.push(list(await his.permissions().resolveSessionPermissions()), await failure(() => his.permissions().getPermissions()), await failure(() => his.setTopic('x')));
    await p.setWorldPermissions(new Set(['set_topic']));
    await his.setTopic('x');
    out.push(list((await p.getPermissions()).worldPermissions), await failure(() => p.addWorldPermissions(['fly'])));
    await p.addWorldPermissions(['set_chat_name']);
    await p.removeWorldPermissions(['set_topic']);
    out.push(list(await p.getWorldPermissions()));
    await p.removeUserPermissions({ bob: ['join_chat'] });
    out.push(list((await p.getAllUserPermissions()).get('bob')));
    await p.setUserPermissions(new Map([['bob', ['set_topic']]]));
    await p.addGroupPermissions({ readers: ['set_topic', 'leave_chat'] });
    await p.removeGroupPermissions({ readers: ['leave_chat'] });
    out.push(list(await p.getUserPermissions('bob')), list(await p.getGroupPermissions('readers')), [...(await p.getAllGroupPermissions()).keys()]);
    await p.setGroupPermissions({ others: ['join_chat'] }, true);
    out.push([...(await p.getAllGroupPermissions()).keys()], ada.chat().session() === ada.session());
    return out;
  }), [
    'rights', true, 'rights',
    ['add_chat_user', 'create_chat', 'join_chat', 'leave_chat', 'manage_chat_permissions', 'remove_chat', 'remove_chat_user', 'set_chat_name', 'set_topic'],
    'rejected ConvergenceServerError chat_not_found', ['join_chat', 'leave_chat'], ['join_chat', 'leave_chat'],
    'rejected ConvergenceServerError unauthorized', 'rejected ConvergenceServerError unauthorized', ['set_topic'], 'rejected ConvergenceServerError invalid_message',
    ['set_chat_name'], ['leave_chat'], ['set_topic'], ['set_topic'], ['readers'], ['others'], true,
  ]);
});

test('bad arguments throw and send nothing; offline everything but joined throws', async () => {
  const { bad, sent, offline, joined } = await page.evaluate(async () => {
    const service = ada.chat();
    await service.create({ type: 'room', membership: 'public', id: 'args', ignoreExistsError: true });
    const chat = await service.join('args');
    await quiet();
    const before = wires.ada.sent;
    const bad = [];
    for (const f of [
      () => service.create(), () => service.create({ type: 'direct', membership: 'public' }), () => service.create({ type: 'room', membership: 'private' }),
      () => service.create({ type: 'channel', membership: 'open' }), () => service.create({ type: 'channel', membership: 'public', id: '' }),
      () => service.create({ type: 'channel', membership: 'public', name: 5 }), () => service.create({ type: 'channel', membership: 'public', members: 'bob' }),
      () => service.get(''), () => service.get([5]), () => service.exists(5), () => service.remove(''), () => service.join(), () => service.leave(''),
      () => service.direct([]), () => service.direct([[]]), () => service.direct(['bob', ['ada']]), () => service.direct([['bob'], 'ada']), () => service.direct(5),
      () => service.permissions(''), () => service.search({ types: ['x'] }), () => service.search({ searchFields: ['x'] }), () => service.search({ limit: -1 }),
      () => service.search({ membership: 'x' }), () => service.search(5),
      () => chat.send(5), () => chat.setName(), () => chat.setTopic(null), () => chat.markSeen(-1), () => chat.markSeen('1'), () => chat.remove(5),
      () => chat.getHistory(5), () => chat.getHistory({ limit: 1.5 }), () => chat.getHistory({ forward: 1 }), () => chat.getHistory({ startEvent: -1 }),
      () => chat.permissions().setWorldPermissions(5),
    ]) bad.push(await failure(f));
    const sent = wires.ada.sent - before;
    const far = new Convergence.ConvergenceDomain(e2e.url).chat();
    const offline = [];
    for (const f of [
      () => far.search(), () => far.exists('x'), () => far.get('x'), () => far.create({ type: 'room', membership: 'public' }), () => far.remove('x'), () => far.join('x'),
      () => far.leave('x'), () => far.direct('x'), () => far.permissions('x').getPermissions(), () => far.permissions('x').addGroupPermissions({}),
    ]) offline.push(await failure(f));
    return { bad, sent, offline: [...new Set(offline)], joined: await far.joined() };
  });
  assert.deepEqual(bad.filter((one) => !one.startsWith('threw ')), []);
  assert.deepEqual([sent, offline, joined], [0, ['threw ConvergenceError offline'], []]);
});

test('after a drop a chat tells what was missed, in order, and of very much how much', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    await ada.chat().create({ type: 'channel', membership: 'public', id: 'missed', members: ['ada', 'bob'] });
    const mine = await ada.chat().get('missed'), his = await bob.chat().get('missed');
    const events = log(mine, pick), service = log(ada.chat(), pick), at = [];
    mine.events().subscribe((e) => { const i = mine.info(); at.push([e.eventNumber, i.lastEventNumber, i.name]); });
    const away = async (happen) => {
      wires.ada.cut();
      await until(() => !ada.isConnected(), 'the cut');
      await happen();
      wires.ada.mend();
      await until(() => mine.info().lastEventNumber === his.info().lastEventNumber, 'all of it');
      await quiet();
      await his.send('now');
      await until(() => events.at(-1)?.[1].message === 'now', 'what follows');
    };
    await ada2.chat().get('missed').then((chat) => chat.send('before'));
    await until(() => events.length === 1, 'a message');
    await away(async () => {
      await his.send('one');
      await (await ada2.chat().get('missed')).setName('New');
      await his.send('two');
      await his.markSeen(2);
    });
    const few = events.splice(0);
    const seen = his.info().members.map((m) => [m.user.username, m.maxSeenEventNumber]);
    const mineSeen = mine.info().members.map((m) => [m.user.username, m.maxSeenEventNumber]);
    await away(() => Promise.all([...Array(205)].map((_, i) => his.send(`m${i}`))));
    return { few, same: JSON.stringify(seen) === JSON.stringify(mineSeen), at: at.slice(0, 5), many: [events.length, events[0][0], events[1][1].message],
      missed: service.length - few.length === events.length };
  }), {
    few: [['message', { message: 'before', eventNumber: 1, user: 'ada' }], ['message', { message: 'one', eventNumber: 2, user: 'bob' }],
      ['name_changed', { chatName: 'New', eventNumber: 3, user: 'ada' }], ['message', { message: 'two', eventNumber: 4, user: 'bob' }],
      ['events_seen', { maxSeenEventNumber: 2, user: 'bob' }], ['message', { message: 'now', eventNumber: 5, user: 'bob' }]],
    same: true, at: [[1, 1, ''], [2, 2, ''], [3, 3, 'New'], [4, 4, 'New'], [undefined, 4, 'New']],
    many: [202, 'events_missed', 'm5'], missed: true,
  });
});

test('a member removes a direct chat, which has no name to set', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const mine = await ada.chat().direct('bob'), his = await bob.chat().direct('ada');
    const out = [await failure(() => mine.setName('x')), await mine.setTopic('plans'), await failure(() => ada2.chat().get('direct:none'))];
    const events = log(his, pick);
    await bob.chat().remove(his.info().chatId);
    await until(() => events.some(([name]) => name === 'removed') && !mine.isJoined(), 'the removal');
    const again = await ada.chat().direct('bob');
    return [...out, again === mine, again.info().lastEventNumber, his.isJoined()];
  }), ['rejected ConvergenceServerError not_supported', undefined, 'rejected ConvergenceServerError chat_not_found', false, 0, false]);
});

everyMemberIsUsed(suite, ['ChatService', 'Chat', 'MembershipChat', 'ChatChannel', 'DirectChat', 'ChatPermissionManager', 'AbstractPermissionManager'],
  ['ChatService.pendingMessages', 'ChatService.discardMessage', 'Chat.pendingMessages']); // of what waits for a connection: test/offline
