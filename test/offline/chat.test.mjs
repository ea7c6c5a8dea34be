// What is said offline arrives once; what was read is there without a
// connection; what is refused is told.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { addPeople, PASSWORD } from '../harness/people.mjs';
import { setUp } from '../harness/suite.mjs';
import { Profile } from './tabs.mjs';

let bob;
// Another user in another browser, who makes the chats and listens.
const suite = setUp({}, async ({ server, browser }) => {
  addPeople(server);
  bob = await openPage(browser, server);
  await bob.evaluate(async (password) => {
    e2e.domain = await Convergence.connect(e2e.url, 'bob', password);
    e2e.heard = [];
    e2e.domain.chat().on('message', (e) => e2e.heard.push([e.user.username, e.message, e.eventNumber]));
    e2e.channel = async (id) => {
      await e2e.domain.chat().create({ type: 'channel', membership: 'private', id, name: 'Name', members: ['demo'] });
      e2e.chat = await e2e.domain.chat().get(id);
    };
    e2e.said = async () => (await e2e.chat.getHistory({ forward: true, limit: 1000, eventFilter: ['message'] })).data.map((e) => e.message);
  }, PASSWORD);
});

// A tab whose pending messages and events of chats can be seen.
async function tab(profile) {
  const page = await profile.tab();
  await page.evaluate(() => {
    e2e.events = [];
    e2e.domain.chat().events().subscribe((e) => e2e.events.push([e.name, e.pending?.message ?? e.message, e.pending?.error?.code ?? null]));
    e2e.pending = () => e2e.domain.chat().pendingMessages().map((m) => [m.message, m.error?.code ?? null]);
    e2e.get = async (id) => { e2e.chat = await e2e.domain.chat().get(id); };
    // Sends, and notes how it ends.
    e2e.ends = [];
    e2e.say = (text) => e2e.chat.send(text).then((r) => e2e.ends.push([text, r.eventNumber]), (error) => e2e.ends.push([text, error.name, error.code]));
    // Until everything that is known is in the store.
    e2e.stored = () => e2e.until(() => e2e.domain.storage().waiting() === 0, 15000, 'the store');
  });
  return page;
}

test('write offline, reload, read and write offline, kill the browser, connect: everybody hears everything once', async () => {
  const profile = new Profile(suite.server);
  try {
    await bob.evaluate(() => e2e.channel('plans'));
    await profile.start();
    let page = await tab(profile);
    await page.evaluate(async () => {
      await e2e.signIn();
      await e2e.get('plans');
      await e2e.chat.send('online');
    });
    await bob.evaluate(() => e2e.chat.send('hello'));
    assert.deepEqual(await page.evaluate(async () => {
      await e2e.until(() => e2e.chat.info().lastEventNumber === 2, 15000, 'the message of bob');
      await e2e.stored();
      await e2e.domain.disconnect();
      e2e.events.length = 0;
      void e2e.say('one');
      const out = [e2e.events, e2e.pending()];
      await e2e.waitSaved('device');
      return out;
    }), [[['message_pending', 'one', null]], [['one', null]]]);
    await page.close();

    page = await tab(profile);
    assert.deepEqual(await page.evaluate(async () => {
      await e2e.get('plans');
      const info = e2e.chat.info();
      const history = await e2e.chat.getHistory({ eventFilter: ['message'] });
      const out = [info.name, info.joined, e2e.chat instanceof Convergence.ChatChannel, (await e2e.domain.chat().joined()).map((i) => i.chatId),
        (await e2e.domain.chat().search({ searchTerm: 'plan' })).data.length,
        history.data.map((e) => [e.user.displayName, e.message, e.eventNumber]), (await e2e.domain.identity().user('bob')).displayName,
        await e2e.domain.identity().userExists('bob'), await e2e.domain.identity().user('carol').catch((error) => error.code),
        (await e2e.domain.identity().search({ term: 'bob', fields: 'displayName' })).map((u) => u.username),
        (await e2e.domain.identity().profile()).username, e2e.domain.session().user().username,
        await e2e.domain.chat().get('nothing').catch((error) => error.code), e2e.pending()];
      void e2e.say('two');
      await e2e.waitSaved('device');
      return out;
    }), ['Name', true, true, ['plans'], 1, [['Bob B.', 'hello', 2], ['Demo', 'online', 1]], 'Bob B.', true, 'offline', ['bob'], 'demo', 'demo',
      'offline', [['one', null]]]);
    await profile.kill();
    await profile.start();
    page = await tab(profile);
    assert.deepEqual(await page.evaluate(async () => {
      await e2e.until(() => e2e.pending().length === 2, 15000, 'the messages of the pages before');
      const out = [e2e.pending()];
      await e2e.signIn();
      await e2e.waitSaved('server');
      return [...out, e2e.pending()];
    }), [[['one', null], ['two', null]], []]);
    // Twice: what arrives again, arrives by then.
    await page.evaluate(async () => {
      await e2e.get('plans');
      await e2e.domain.disconnect();
      await e2e.signIn();
      await e2e.say('end');
    });
    assert.deepEqual(await bob.evaluate(async () => {
      await e2e.until(() => e2e.heard.some(([, text]) => text === 'end'), 15000, 'the last message');
      return [e2e.heard, await e2e.said()];
    }), [[['demo', 'online', 1], ['bob', 'hello', 2], ['demo', 'one', 3], ['demo', 'two', 4], ['demo', 'end', 5]], ['online', 'hello', 'one', 'two', 'end']]);
    assert.deepEqual([...page.problems, ...bob.problems], []);
  } finally {
    await profile.dispose();
  }
});

test('what is refused is told, and once nobody waits for it, it stays until it is discarded', async () => {
  const profile = new Profile(suite.server);
  try {
    await bob.evaluate(() => e2e.channel('closed'));
    await profile.start();
    let page = await tab(profile);
    const away = async (text) => {
      await page.evaluate(async (text) => {
        await e2e.signIn();
        await e2e.get('closed');
        await e2e.stored();
        await e2e.domain.disconnect();
        void e2e.say(text);
        await e2e.waitSaved('device');
      }, text);
      await bob.evaluate(() => e2e.chat.remove('demo'));
    };
    await away('first');
    assert.deepEqual(await page.evaluate(async () => {
      await e2e.signIn();
      await e2e.until(() => e2e.ends.length === 1, 15000, 'the end of the promise');
      return [e2e.ends, e2e.events.filter(([name]) => name === 'message_rejected'), e2e.pending()];
    }), [[['first', 'ConvergenceServerError', 'chat_not_found']], [['message_rejected', 'first', 'chat_not_found']], []]);
    await page.evaluate(() => e2e.domain.disconnect());

    await bob.evaluate(() => e2e.chat.add('demo'));
    await away('second');
    await page.close();
    page = await tab(profile);
    assert.deepEqual(await page.evaluate(async () => {
      await e2e.signIn();
      await e2e.until(() => e2e.events.some(([name]) => name === 'message_rejected'), 15000, 'the refusal');
      await e2e.stored();
      return e2e.pending();
    }), [['second', 'chat_not_found']]);
    await page.close();
    await bob.evaluate(() => e2e.chat.add('demo'));
    page = await tab(profile);
    assert.deepEqual(await page.evaluate(async () => {
      await e2e.signIn();
      await e2e.get('closed');
      await e2e.until(() => e2e.pending().length === 1, 15000, 'the refused message');
      const [message] = e2e.domain.chat().pendingMessages();
      const out = [e2e.pending(), e2e.domain.chat().discardMessage(message.id), e2e.domain.chat().discardMessage(message.id), e2e.pending()];
      await e2e.chat.send('again');
      await e2e.stored();
      return out;
    }), [[['second', 'chat_not_found']], true, false, []]);
    assert.deepEqual(await bob.evaluate(() => e2e.said()), ['again']);
    assert.deepEqual([...page.problems, ...bob.problems], []);
  } finally {
    await profile.dispose();
  }
});
