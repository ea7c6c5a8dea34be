// Presence and activities that change without a connection.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openPage } from '../harness/browser.mjs';
import { addPeople, PASSWORD } from '../harness/people.mjs';
import { setUp } from '../harness/suite.mjs';
import { Profile } from './tabs.mjs';

let bob;
const suite = setUp({}, async ({ server, browser }) => {
  addPeople(server);
  bob = await openPage(browser, server);
  await bob.evaluate(async (password) => {
    e2e.domain = await Convergence.connect(e2e.url, 'bob', password);
    e2e.seen = await e2e.domain.presence().subscribe('demo');
    e2e.state = () => Object.fromEntries([...e2e.seen.state].sort());
    const worldPermissions = ['join', 'view_state', 'set_state'];
    e2e.activity = await e2e.domain.activities().join('e2e', 'draw', { autoCreate: { ephemeral: true, worldPermissions } });
    e2e.others = () => e2e.activity.participants().filter((p) => !p.local).map((p) => Object.fromEntries([...p.state].sort()));
  }, PASSWORD);
});

test('the own presence changes offline, the browser is killed, and the change arrives with the next connection', async () => {
  const profile = new Profile(suite.server);
  try {
    await profile.start();
    let page = await profile.tab();
    assert.deepEqual(await page.evaluate(async () => {
      const presence = e2e.domain.presence();
      const heard = [];
      presence.events().subscribe((e) => heard.push(e.name));
      presence.setState({ status: 'away', mood: 1 });
      presence.removeState('mood');
      const out = [Object.fromEntries(presence.state()), presence.isStatePending(), heard];
      await e2e.waitSaved('device');
      return out;
    }), [{ status: 'away' }, true, ['state_set', 'state_removed']]);
    await profile.kill();
    await profile.start();
    page = await profile.tab();
    assert.deepEqual(await page.evaluate(async () => {
      const presence = e2e.domain.presence();
      await e2e.until(() => presence.state().size === 1, 15000, 'the state');
      const sub = await presence.subscribe('bob');
      const out = [presence.state().get('status'), sub.available];
      presence.setState('more', [1, 'x']);
      await e2e.waitSaved('device');
      await e2e.signIn();
      await e2e.waitSaved('server');
      await e2e.until(() => sub.available && presence.state().get('status') === 'away', 15000, 'the presence');
      return [...out, presence.isStatePending(), Object.fromEntries([...presence.state()].sort())];
    }), ['away', false, false, { more: [1, 'x'], status: 'away' }]);
    assert.deepEqual(await bob.evaluate(async () => {
      await e2e.until(() => e2e.seen.available && e2e.seen.state.size === 2, 15000, 'the state');
      return e2e.state();
    }), { more: [1, 'x'], status: 'away' });
    assert.deepEqual([...page.problems, ...bob.problems], []);
  } finally {
    await profile.dispose();
  }
});

test('the state of an activity changes offline and is there for others after the session has joined', async () => {
  const profile = new Profile(suite.server);
  try {
    await profile.start();
    const page = await profile.tab();
    assert.deepEqual(await page.evaluate(async () => {
      e2e.activity = await e2e.domain.activities().join('e2e', 'draw', { state: { color: 'red' } });
      e2e.activity.setState('x', 1);
      const out = [e2e.activity.isJoined(), e2e.activity.isStatePending(), Object.fromEntries(e2e.activity.state())];
      await e2e.signIn();
      await e2e.until(() => !e2e.activity.isStatePending(), 15000, 'the server to know');
      return out;
    }), [true, true, { color: 'red', x: 1 }]);
    await bob.evaluate(() => e2e.until(() => JSON.stringify(e2e.others()) === '[{"color":"red","x":1}]', 15000, 'the state'));
    await page.evaluate(async () => {
      await e2e.domain.disconnect();
      e2e.activity.removeState('color');
      e2e.activity.setState('x', 2);
    });
    await bob.evaluate(() => e2e.until(() => e2e.others().length === 0, 15000, 'the other to be gone'));
    await page.evaluate(() => e2e.signIn());
    await bob.evaluate(() => e2e.until(() => JSON.stringify(e2e.others()) === '[{"x":2}]', 15000, 'the new state'));
    // The right to join goes while there is no connection.
    await page.evaluate(async () => {
      await e2e.domain.disconnect();
      e2e.activity.setState('x', 3);
      e2e.heard = [];
      e2e.activity.events().subscribe((e) => e2e.heard.push([e.name, typeof e.reason]));
    });
    await bob.evaluate(() => e2e.activity.permissions().setWorldPermissions([]));
    assert.deepEqual(await page.evaluate(async () => {
      await e2e.signIn();
      await e2e.until(() => e2e.heard.some(([name]) => name === 'left'), 15000, 'the end');
      return [e2e.heard.filter(([name]) => name === 'force_leave'), e2e.activity.isJoined()];
    }), [[['force_leave', 'string']], false]);
    assert.deepEqual([...page.problems, ...bob.problems], []);
  } finally {
    await profile.dispose();
  }
});
