// With a connection: two people, each in a page, and what they do together.
import assert from 'node:assert/strict';

// Two pages that are connected, with one model open in both.
async function pair(t, data) {
  const [a, b] = await Promise.all([t.open(), t.open()]);
  const id = t.id();
  await Promise.all([[a, 'Ada'], [b, 'Bob']].map(([page, name]) => page.evaluate(async (name, id, data) => {
    await e2e.connect(name);
    await e2e.open(id, data);
  }, name, id, data)));
  return [a, b];
}

export const cases = {
  async 'connecting, and again after a drop'(t) {
    const page = await t.open();
    assert.deepEqual(await page.evaluate(async () => {
      await e2e.connect('Ada', { webSocket: { class: e2e.Wire }, reconnect: { reconnectIntervals: [0.05] } });
      const seen = [e2e.domain.isConnected(), e2e.domain.session().user().displayName];
      e2e.cut();
      await e2e.until(() => !e2e.domain.isConnected());
      e2e.mend();
      await e2e.until(() => e2e.domain.isConnected());
      await e2e.domain.dispose();
      return [...seen, e2e.domain.isDisposed()];
    }), [true, 'Ada', true]);
  },

  async 'editing at the same time'(t) {
    const [a, b] = await pair(t, { text: '' });
    const type = (word) => {
      for (const letter of word) e2e.text.insert(e2e.text.length(), letter);
      return e2e.committed();
    };
    await Promise.all([a.evaluate(type, 'tide 🏝 '), b.evaluate(type, 'moon \ud83c ')]);
    const { text } = JSON.parse(await t.converged(a, b));
    assert.equal([...text].sort().join(''), [...'tide 🏝 moon \ud83c '].sort().join(''));
  },

  async 'every type of element'(t) {
    const [a, b] = await pair(t, {
      text: 'abc', list: ['x', 'y', 'z'], map: { k: 1, gone: true }, number: 5, truth: false, date: { $convergenceType: 'date', value: 0 }, nothing: null,
    });
    await b.evaluate(() => {
      e2e.log = [];
      e2e.model.root().on('model_changed', (e) => e2e.log.push(`${e.childEvent.name} ${e.relativePath.join('/')}`));
    });
    await a.evaluate(async () => {
      const at = (...path) => e2e.model.elementAt(path);
      at('text').splice(1, 1, 'BB');
      at('list').reorder(2, 0);
      at('list').insert(1, { deep: [null, 1.5] });
      at('map').set('k', 'v');
      at('map').remove('gone');
      at('number').add(-7.25);
      at('truth').value(true);
      at('date').value(new Date(86400123));
      at('list', 1, 'deep', 1).value(2);
      await e2e.committed();
    });
    const value = JSON.parse(await t.converged(a, b));
    assert.deepEqual(value, {
      text: 'aBBc', list: ['z', { deep: [null, 2] }, 'x', 'y'], map: { k: 'v' }, number: -2.25, truth: true, date: '1970-01-02T00:00:00.123Z', nothing: null,
    });
    assert.deepEqual(await b.evaluate(() => [
      ['text', 'list', 'map', 'number', 'truth', 'date', 'nothing', 'missing'].map((name) => e2e.model.elementAt(name).type()),
      e2e.model.elementAt('date').value() instanceof Date, e2e.model.elementAt('nothing').value(), e2e.log,
    ]), [
      ['string', 'array', 'object', 'number', 'boolean', 'date', 'null', 'undefined'], true, null,
      ['splice text', 'reorder list', 'insert list', 'set map', 'remove map', 'delta number', 'value truth', 'value date', 'value list/1/deep/1'],
    ]);
  },

  async 'references of every kind'(t) {
    const [a, b] = await pair(t, { text: 'Hello world', map: { k: 1 } });
    await a.evaluate(() => {
      const { model, text } = e2e;
      e2e.shared = [[text.indexReference('i'), 6], [text.rangeReference('r'), { start: 0, end: 5 }], [model.elementAt('map').propertyReference('p'), 'k'],
        [model.elementReference('e'), text]];
      for (const [reference, value] of e2e.shared) {
        reference.set(value);
        reference.share();
      }
    });
    const seen = () => b.evaluate(() => {
      const { model, text } = e2e;
      const value = (source, key) => source.references({ key })[0]?.value();
      return [value(text, 'i'), value(text, 'r'), value(model.elementAt('map'), 'p'), value(model, 'e') === text, text.references({ key: 'i' })[0]?.user().displayName];
    });
    await t.until(async () => (await seen())[3]);
    assert.deepEqual(await seen(), [6, { start: 0, end: 5 }, 'k', true, 'Ada']);
    await b.evaluate(() => e2e.text.insert(0, '>> '));
    await t.converged(a, b);
    assert.deepEqual((await seen()).slice(0, 2), [9, { start: 3, end: 8 }]);
    assert.deepEqual(await a.evaluate(() => e2e.shared.slice(0, 2).map(([reference]) => reference.value())), [9, { start: 3, end: 8 }]);
    await a.evaluate(() => e2e.shared[0][0].dispose());
    await t.until(() => b.evaluate(() => e2e.text.references({ key: 'i' }).length === 0));
  },

  async 'batches are one operation'(t) {
    const [a, b] = await pair(t, { text: '', number: 0 });
    const before = await b.evaluate(() => {
      e2e.versions = [];
      e2e.model.on('version_changed', () => e2e.versions.push([e2e.model.version(), e2e.model.root().value()]));
      return e2e.model.version();
    });
    await a.evaluate(async () => {
      e2e.model.startBatch();
      e2e.text.insert(0, 'both');
      e2e.model.elementAt('number').add(1);
      e2e.model.completeBatch();
      await e2e.committed();
    });
    await t.converged(a, b);
    assert.deepEqual(await b.evaluate(() => e2e.versions), [[before + 1, { text: 'both', number: 1 }]]);
  },

  async 'the history of a model'(t) {
    const [a, b] = await pair(t, { text: '' });
    assert.deepEqual(await a.evaluate(async () => {
      for (const word of ['one ', 'two ', 'three']) {
        e2e.text.insert(e2e.text.length(), word);
        await e2e.committed();
      }
      const history = await e2e.domain.models().history(e2e.model.modelId());
      const texts = [history.root().value().text];
      for (const version of [3, 1, 2, history.maxVersion()]) {
        await history.playTo(version);
        texts.push(history.root().value().text);
      }
      return texts;
    }), ['one two three', 'one two ', '', 'one ', 'one two three']);
  },

  async 'presence'(t) {
    const [a, b] = await pair(t, { text: '' });
    const user = await a.evaluate(() => e2e.domain.session().user().userId.username);
    await b.evaluate(async (username) => {
      const [seen] = [].concat(await e2e.domain.presence().subscribe(Convergence.DomainUserId.anonymous(username)));
      e2e.seen = seen;
      e2e.log = [];
      for (const name of ['state_set', 'state_removed', 'state_cleared', 'availability_changed']) seen.on(name, () => e2e.log.push(name));
    }, user);
    await a.evaluate(() => {
      e2e.domain.presence().setState({ mood: 'good', place: [1, null] });
      e2e.domain.presence().removeState('mood');
    });
    await t.until(() => b.evaluate(() => e2e.log.length === 2));
    assert.deepEqual(await b.evaluate(() => [e2e.seen.available, Object.fromEntries(e2e.seen.state)]), [true, { place: [1, null] }]);
    await a.evaluate(() => e2e.domain.dispose());
    await t.until(() => b.evaluate(() => !e2e.seen.available));
    assert.deepEqual((await b.evaluate(() => e2e.log)).slice(0, 2), ['state_set', 'state_removed']);
  },

  async 'chat'(t) {
    const [a, b] = await pair(t, { text: '' });
    const id = t.id();
    await a.evaluate(async (id) => {
      await e2e.domain.chat().create({ type: 'room', membership: 'public', id, name: 'A room' });
      e2e.room = await e2e.domain.chat().join(id);
    }, id);
    await b.evaluate(async (id) => {
      e2e.room = await e2e.domain.chat().join(id);
      e2e.heard = [];
      e2e.room.on('message', ({ message, user }) => e2e.heard.push([message, user.displayName]));
    }, id);
    await a.evaluate(async () => { for (const message of ['hi', 'there 🏝']) await e2e.room.send(message); });
    await t.until(() => b.evaluate(() => e2e.heard.length === 2));
    assert.deepEqual(await b.evaluate(async () => {
      const history = await e2e.room.getHistory({ eventFilter: ['message'] });
      return [e2e.room.info().name, e2e.heard, history.data.map((entry) => entry.message).sort()];
    }), ['A room', [['hi', 'Ada'], ['there 🏝', 'Ada']], ['hi', 'there 🏝']]);
  },

  async 'activities'(t) {
    const [a, b] = await pair(t, { text: '' });
    const id = t.id();
    for (const [page, state] of [[a, { colour: 'red' }], [b, { colour: 'blue' }]]) {
      await page.evaluate(async (id, state) => {
        e2e.activity = await e2e.domain.activities().join('draw', id, { autoCreate: { ephemeral: true, worldPermissions: ['join', 'view_state', 'set_state'] }, state });
      }, id, state);
    }
    const states = (page) => page.evaluate(() => e2e.activity.participants().map((p) => [p.user.displayName, Object.fromEntries(p.state)]).sort());
    await t.until(async () => (await states(a)).length === 2);
    await a.evaluate(() => e2e.activity.setState('x', 3));
    const both = [['Ada', { colour: 'red', x: 3 }], ['Bob', { colour: 'blue' }]];
    await t.until(async () => JSON.stringify(await states(b)) === JSON.stringify(both));
    assert.deepEqual(await states(a), both);
    await b.evaluate(() => e2e.activity.leave());
    await t.until(async () => (await states(a)).length === 1);
  },
};
