// States in activities that are refused, and that do not last: two users with two sessions each.
import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';
import { activityHelpers } from '../harness/activities.mjs';
import { openPeople, setUpPeople } from '../harness/people.mjs';

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

test('a state that is too large throws and changes nothing, with and without a connection', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const [a, , b] = await joinAll('refused');
    const events = log(a, pick), others = log(b, pick), thrown = [];
    const large = (set) => { try { set(); thrown.push('nothing'); } catch (e) { thrown.push(e.code); } };
    a.setState('small', 1);
    large(() => a.setState('large', 'x'.repeat(100_000)));
    wires.ada.cut();
    await until(() => !ada.isConnected(), 'the cut');
    large(() => a.setState({ large: 'x'.repeat(9_000_000) }));
    wires.ada.mend();
    await until(() => a.participants().length === 4, 'her to be back');
    await quiet();
    return [thrown, events.map(([name]) => name).filter((name) => /state|leave/.test(name)), plain(a.state()), a.isJoined(),
      plain(b.participants().find((p) => p.sessionId === ada.session().sessionId()).state), others.some(([, e]) => e.key === 'large')];
  }), [['limit_exceeded', 'limit_exceeded'], ['state_delta', 'state_set'], { small: 1 }, true, { small: 1 }, false]);
});

test('who may not set a state and does is told so', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    await ada.activities().join('draw', 'seen', { autoCreate: { ephemeral: true, worldPermissions: ['join', 'view_state'] } });
    const b = await bob.activities().join('draw', 'seen');
    const events = log(b, pick);
    b.setState('k', 1);
    await until(() => events.some(([name]) => name === 'state_rejected'), 'the report');
    await reconnected('bob2');
    return [plain(b.state()), b.isJoined(), events.find(([name]) => name === 'state_rejected')[1].reason.includes('state')];
  }), [{}, true, true]);
});

test('a key of a state that is set and soon removed is heard as both', async () => {
  const out = await page.evaluate(async () => {
    const [a, , b] = await joinAll('flash');
    const events = log(b, pick);
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    for (let i = 0; i < 10; i++) {
      a.setState('flash', i);
      await pause(5);
      a.removeState('flash');
      await pause(5);
    }
    await until(() => events.some(([name, e]) => name === 'state_removed' && e.oldValue === 9), 'the last removal');
    return events.filter(([name]) => name === 'state_set' || name === 'state_removed').map(([name, e]) => [name, e.value ?? e.oldValue]);
  });
  assert.deepEqual(out, [...Array(10).keys()].flatMap((i) => [['state_set', i], ['state_removed', i]]));
});
