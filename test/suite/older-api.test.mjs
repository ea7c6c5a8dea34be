// What applications of the older client, and the pages of its guides, write:
// as it is written there. Where the two generations differ, both work.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test, { afterEach, beforeEach } from 'node:test';
import { openPeople, setUpPeople } from '../harness/people.mjs';
import { root } from '../harness/server.mjs';

const suite = setUpPeople();
const rxjs = fs.readFileSync(path.join(root, 'js/node_modules/rxjs/dist/bundles/rxjs.umd.min.js'), 'utf8');
let page;
beforeEach(async () => {
  page = await openPeople(suite);
  await page.addScriptTag({ content: rxjs }); // as the guides have it, beside the client
});
afterEach(async () => {
  assert.deepEqual(page.problems, []);
  await page.close();
});

test('getting started: the short form of a URL, the services, and the end', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const out = [];
    var domainUrl = "convergence/default";
    await Convergence.connect(domainUrl, "ada", "secret").then(async (domain) => {
      const identityService = domain.identity();
      const presenceService = domain.presence();
      const modelService = domain.models();
      const activityService = domain.activities();
      const chatService = domain.chat();
      out.push(identityService instanceof Convergence.IdentityService, presenceService instanceof Convergence.PresenceService,
        modelService instanceof Convergence.ModelService, activityService instanceof Convergence.ActivityService, chatService instanceof Convergence.ChatService);
      out.push(domain.session().isAuthenticated(), domain.namespace(), domain.id());
      // Logout and disconnect
      await domain.dispose();
      out.push(domain.isDisposed(), await failure(() => domain.presence().presence("bob")), domain.session().isAuthenticated());
    }).catch((err) => {
      out.push(String(err));
    });
    await Convergence.connect(domainUrl, "Bruce Wayne", "1AmBatman!").catch((err) => { out.push(err.code); });
    return out;
  }), [true, true, true, true, true, true, 'convergence', 'default', true, 'threw ConvergenceError offline', false, 'authentication_failed']);
});

test('presence: publishing, clearing, and the own presence as a stream', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const said = [];
    const domain = ada;
    {
      var service = domain.presence();
      service.setState("status", "away");
    }
    {
      const service = domain.presence();
      service.asObservable().subscribe((presence) => {
        said.push(['New state:', presence.state().get('status'), presence.state.get('status')]);
      });
      await until(() => ada2.presence().state().get('status') === 'away'); // else either may come last
      ada2.presence().setState("status", "here"); // another session of the same user
      await until(() => said.some(([, now]) => now === 'here'));
      service.clear("status");
      service.setState({ a: 1, b: 2 });
      service.clear(["a", "b"]);
      service.setState("a", 1);
      service.clear();
    }
    return [said.filter(([, now]) => now), service.state().size];
  }), [[['New state:', 'away', 'away'], ['New state:', 'here', 'here']], 0]);
});

test('presence: of one user, of several, and as streams with RxJS operators', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const { distinctUntilKeyChanged } = rxjs.operators ?? rxjs;
    const said = [];
    const console = { log: (...args) => said.push(args) };
    const domain = bob;
    var service = domain.presence();
    await service.presence("ada").then((presence) => {
      console.log([presence.username, presence.isAvailable, presence.available, presence.user.username, presence.state instanceof Map]); // UserPresence object
    });
    await service.presence(["ada", "bob"]).then((presences) => {
      presences.forEach((presence) => {
        console.log(presence.username);
      });
    });
    await ada.disconnect();
    await ada2.disconnect();
    do await quiet(); while ((await service.presence("ada")).available);
    // Get notified when the user's availability changes
    await service.subscribe("ada").then((presenceSubscription) => {
      if(!presenceSubscription.available) {
        presenceSubscription.asObservable()
          .pipe(distinctUntilKeyChanged('available'))
          .subscribe((presence) => {
            console.log('ada here now?', presence.available);
          });
      }
    });
    const changes = [];
    // Get notified when anything about a presence changes
    await service.subscribe(['ada', 'bob']).then((subscriptions) => {
      const streams = subscriptions.map(sub => {return sub.asObservable()});
      rxjs.merge(...streams)
        .subscribe((presence) => {
          changes.push(['Is', presence.username, 'available?', presence.available]);
        });
      said.push(subscriptions.map((sub) => [sub.username, sub.user.username, sub.isAvailable]));
    });
    await ada.connectWithPassword({ username: 'ada', password: 'secret' });
    ada.presence().setState('changes', 'nothing about availability');
    await until(() => changes.filter(([, name]) => name === 'ada').length >= 3);
    return [...said, changes.filter(([, name]) => name === 'bob').length, changes.filter(([, name]) => name === 'ada').map(([, , , here]) => here).slice(0, 3)];
  }), [
    [['ada', true, true, 'ada', true]], ['ada'], ['bob'], ['ada here now?', false],
    [['ada', 'ada', false], ['bob', 'bob', true]], ['ada here now?', true], 1, [false, true, true],
  ]);
});

test('identity and chat under their older names', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const identity = ada.identity();
    const guest = await Convergence.connectAnonymously(e2e.url, 'Guest');
    const out = [(await identity.userByEmail('ada@example.com')).username, (await identity.usersByEmail(['ada@example.com'])).map((u) => u.username),
      guest.session().user().isAnonymous, ada.session().user().isAnonymous];
    const chatService = ada.chat();
    const one = await chatService.directChat('bob');
    out.push(one === (await chatService.direct('bob')), one === (await chatService.directChat(['bob'])));
    await guest.dispose();
    return out;
  }), ['ada', ['ada'], true, false, true, true]);
});

test('activities without a type, removed in the declared order', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const activity = await ada.activities().join('my-activity', { state: new Map([['k', 1]]) });
    const other = await bob.activities().join('my-activity');
    await until(() => activity.participants().length === 2);
    const out = [activity.id(), activity.isEphemeral(), other.participants().map((p) => [p.sessionId === ada.session().sessionId(), p.state.get('k')]).sort()];
    const names = log(other, (e) => e.name).map((x) => x);
    const seen = [];
    other.on('deleted', () => seen.push('deleted'));
    other.on(Convergence.Activity.Events.DELETED, () => seen.push('constant'));
    await ada.activities().remove('my-activity', activity.type());
    await until(() => !other.isJoined());
    return [...out, names.length, seen];
  }), ['my-activity', true, [[false, undefined], [true, 1]], 0, ['deleted', 'constant']]);
});

test('domain and models: reconnected, elements by id, references under their older names', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const out = [];
    ada.on('reconnected', () => out.push('reconnected'));
    const model = await ada.models().openAutoCreate({ collection: 'old', id: 'old', data: { text: 'hello' } });
    const theirs = await bob.models().open('old');
    const text = model.elementAt('text');
    out.push(model.element(text.id()) === text, model.element('nobody').type(), model.permissions().write, typeof model.permissionsManager().setWorldPermissions);
    const seen = [];
    let shared = false;
    theirs.elementAt('text').on('reference', (e) => {
      shared = true;
      e.reference.on('set', (set) => seen.push([set.reference === set.src, set.reference.value()]));
    });
    const reference = text.indexReference('cursor');
    reference.share();
    await until(() => shared);
    reference.set(2);
    await until(() => seen.length === 1);
    reference.value(3); // as a setter
    reference.values([4]);
    out.push(reference.value(), reference.values());
    await until(() => seen.at(-1)[1] === 4);
    await reconnected('ada');
    return [...out, seen.every(([same]) => same)];
  }), [true, 'undefined', true, 'function', 4, [4], 'reconnected', true]);
});

test('strings: the replacement of text as a removal and an insertion, for who asks for it', async () => {
  assert.deepEqual(await page.evaluate(async () => {
    const domain = await Convergence.connect("convergence/default", "ada", "secret", { models: { events: { stringSplice: "remove_insert" } } });
    const model = await domain.models().openAutoCreate({ collection: 'texts', id: 'replaced', data: { text: 'one two' } });
    model.emitLocalEvents(true);
    const there = (await bob.models().open('replaced')).elementAt('text');
    const text = model.elementAt('text');
    const heard = [];
    const note = (e) => heard.push([e.name, e.index, e.value ?? [e.deleteCount, e.insertValue], e.local]);
    for (const event of ['insert', 'remove', 'splice']) {
      text.on(event, note);
      there.on(event, note);
    }
    model.root().on('model_changed', (e) => heard.push(e.childEvent.name));
    text.splice(0, 3, 'three');
    await until(() => heard.length === 5);
    there.splice(6, 3, '2');
    await until(() => heard.length === 9);
    const wrong = await failure(() => new Promise((resolve) => resolve(
      Convergence.connect("convergence/default", "ada", "secret", { models: { events: { stringSplice: "insert" } } }))));
    await domain.dispose();
    return [heard, text.value(), /models.events.stringSplice must be "splice" or "remove_insert"/.test(wrong) || wrong];
  }), [[
    ['remove', 0, 'one', true], 'remove', ['insert', 0, 'three', true], 'insert', ['splice', 0, [3, 'three'], false],
    ['remove', 6, 'two', false], 'remove', ['insert', 6, '2', false], 'insert',
  ], 'three 2', true]);
});
