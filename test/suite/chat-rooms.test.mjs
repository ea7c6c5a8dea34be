// Chat rooms, in which one is only while one is there: two users with two sessions each.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';
import { chatHelpers } from '../harness/chats.mjs';
import { openPeople, setUpPeople } from '../harness/people.mjs';

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

// As the public examples do it.
test('a room: created if needed, joined, talked in, joined again after a drop, left', async () => {
  const out = await page.evaluate(async () => {
    const id = 'room';
    const enter = async (domain) => {
      const chatService = domain.chat();
      await chatService.create({ id, type: 'room', membership: 'public', ignoreExistsError: true });
      return chatService.join(id);
    };
    const room = await enter(ada);
    const his = await enter(bob);
    const heard = [];
    his.on('message', (e) => heard.push([e.message, e.user.displayName, e.timestamp instanceof Date, e instanceof Convergence.ChatMessageEvent, e instanceof Convergence.ChatEvent]));
    await room.send('hi');
    await until(() => heard.length === 1);
    const { data } = await his.getHistory({ limit: 25, eventFilter: ['message'] });
    const more = [data.map((m) => m.message), await failure(() => room.add?.('bob') ?? Promise.reject(new Error('no add'))), room.info().members.length];
    wires.ada.cut();
    await until(() => !ada.isConnected());
    more.push(room.isJoined(), await failure(() => room.send('x')), await ada.chat().joined());
    const got = ada.chat().get(id); // waits for the connection
    await until(() => his.info().members.length === 1, 'her to be gone');
    wires.ada.mend();
    await until(() => his.info().members.length === 2, 'her to be back');
    await until(() => room.isJoined(), 'her to know it');
    more.push((await got) === room);
    const back = [];
    room.on('message', (e) => back.push(e.message));
    await his.send('welcome');
    await until(() => back.length === 1);
    await room.leave();
    more.push(room.isJoined());
    await reconnected('ada');
    await quiet();
    more.push(room.isJoined(), his.info().members.length);
    return { heard, more, back };
  });
  assert.deepEqual(out.heard[0], ['hi', 'Ada L.', true, true, true]);
  assert.deepEqual(out.more, [['hi'], 'rejected Error no add', 2,
    false, 'rejected ConvergenceError offline', [], true, false, false, 1]);
  assert.deepEqual(out.back, ['welcome']);
});

test('every session of a user hears that he is in a room now, or out of it', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    await ada.chat().create({ type: 'room', membership: 'public', id: 'hall', ignoreExistsError: true });
    const room = await ada.chat().join('hall');
    const elsewhere = await bob2.chat().get('hall');
    const [at, other] = [bob, bob2].map((domain) => log(domain.chat(), (e) => e.chatId));
    const ofChat = log(elsewhere, (e) => e.chatId);
    const his = await bob.chat().join('hall');
    await until(() => other.length === 1, 'the other session to hear of the joining');
    const members = elsewhere.info().members.map((m) => m.user.username);
    await room.send('only for those inside');
    await quiet();
    await his.leave();
    await until(() => other.length === 2, 'the other session to hear of the leaving');
    await bob.chat().join('hall');
    await bob2.chat().join('hall');
    await his.leave(); // the other session is in: he is not out
    await quiet();
    const inside = [his.isJoined(), elsewhere.isJoined()];
    await elsewhere.leave();
    await bob.chat().join('hall');
    await room.remove('bob');
    await quiet();
    await bob.chat().join('hall');
    await ada.chat().remove('hall');
    await quiet();
    return { at: names(at), other: names(other), ofChat: names(ofChat), members, inside };
  }), {
    at: ['user_joined', 'joined', 'message', 'user_left', 'left', 'user_joined', 'joined', 'left', 'user_joined', 'joined', 'user_removed', 'left', 'user_joined', 'joined', 'removed'],
    other: ['joined', 'left', 'joined', 'user_left', 'left', 'joined', 'left', 'joined', 'removed'],
    ofChat: ['user_left', 'removed'], members: ['ada', 'bob'], inside: [false, true],
  });
});
