// The functions that parity.mjs runs in its page. Each must stand alone: only
// its text gets there. `Convergence` and `e2e` are globals of the page.

// Makes one object of every class that a server can give, as `globalThis.live`.
export async function liveObjects() {
  const live = (globalThis.live = new Map());
  const keep = (object) => {
    if (!live.has(object.constructor)) live.set(object.constructor, object);
    return object;
  };
  const hear = (emitter) => {
    keep(emitter).events().subscribe((event) => keep(event));
    return emitter;
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve, 200));
  const connect = async (name) => {
    const domain = new Convergence.ConvergenceDomain(e2e.url);
    hear(domain);
    await domain.connectAnonymously(name);
    return domain;
  };
  const id = 'parity';
  const data = () => ({ o: { k: 1 }, a: [1, 2], s: 'text', n: 1, b: true, d: new Date(0), z: null });
  const one = await connect('One');
  const two = await connect('Two');
  keep(one.session());
  keep(one.session().user());
  keep(one.session().user().userId);
  keep(Convergence.CancellationToken.create());
  hear(one.models());
  const mine = hear(await one.models().openAutoCreate({ collection: 'parity', id, data }));
  const theirs = await two.models().open(id);
  await settled();
  keep(mine.collaborators()[0]);
  keep(mine.permissions());
  for (const key of [...mine.root().keys(), 'nothing']) hear(mine.root().get(key));
  hear(mine.root());

  const at = (key) => theirs.elementAt(key);
  const references = [
    [at('s').indexReference('i'), 1, 2], [at('s').rangeReference('r'), { start: 0, end: 1 }, { start: 1, end: 2 }],
    [at('o').propertyReference('p'), 'k', 'l'], [theirs.elementReference('e'), at('n'), at('b')],
  ];
  for (const [reference, first] of references) {
    hear(reference).set(first);
    hear(reference.reference());
    reference.share();
  }
  await settled();
  for (const [reference, , second] of references) reference.set(second);
  references[0][0].clear();
  references[0][0].dispose();

  const edits = {
    o: [(o) => o.set('x', 1), (o) => o.remove('x'), (o) => o.value({ k: 2 })],
    a: [(a) => a.insert(0, 0), (a) => a.set(0, 5), (a) => a.reorder(0, 1), (a) => a.remove(0), (a) => a.value([1])],
    s: [(s) => s.insert(0, 'x'), (s) => s.remove(0, 1), (s) => s.splice(0, 1, 'y'), (s) => s.value('z')],
    n: [(n) => n.add(1), (n) => n.value(7)],
    b: [(b) => b.value(false)],
    d: [(d) => d.value(new Date(1))],
  };
  // One after the other: edits of one turn become one where they can.
  for (let i = 0; i < 5; i++) {
    for (const [key, list] of Object.entries(edits)) list[i]?.(at(key));
    await settled();
  }
  theirs.root().remove('z');
  mine.elementAt('s').insert(0, 'mine');
  await settled();

  await liveServices(one, two, keep, hear, settled);
  await liveOffline(two, keep, hear, settled);

  const manager = keep(one.models().permissions(id));
  keep(await manager.getAllUserPermissions());
  const page = keep(await one.models().query('SELECT * FROM parity'));
  keep(page.data[0]);
  const history = hear(await one.models().history(id));
  hear(history.root());
  for (const key of [...history.root().keys(), 'nothing']) hear(history.root().get(key));
  await history.playTo(1);
  for (const key of history.root().keys()) keep(history.root().get(key));
  await theirs.close();
  await settled();
  await one.models().open('parity-nothing').catch(keep);
  try { mine.root().set('k', () => {}); } catch (error) { keep(error); }
  await two.disconnect();
  await two.models().open(id).catch(keep);
  await one.models().remove(id);
  await settled();
  const events = [...live.keys()].filter((type) => /Event$/.test(type.name));
  return { objects: live.size, events: events.length };
}

// The same for the services besides models. Also put into the page.
export async function liveServices(one, two, keep, hear, settled) {
  const other = two.session().user().userId;
  keep(one.identity());
  const presence = hear(one.presence());
  presence.setState('k', 1); presence.removeState('k'); presence.clearState();
  const subscription = hear(await two.presence().subscribe(one.session().user().userId));
  keep(await one.presence().presence(other));

  const activities = hear(one.activities());
  const anybody = { autoCreate: { worldPermissions: ['join', 'view_state', 'set_state'] } };
  const activity = hear(await activities.join('parity', 'a', anybody));
  const theirs = hear(await two.activities().join('parity', 'a'));
  keep(activity.permissions());
  activity.setState('k', 1); activity.removeState('k'); activity.setState('l', 1); activity.clearState();
  await settled();
  keep(activity.participants()[0]);
  await theirs.leave();
  hear(await two.activities().join('parity', 'a'));
  await activity.permissions().setWorldPermissions([]);
  await settled();
  await activities.remove('a', 'parity');

  const chat = hear(one.chat());
  await chat.create({ type: 'channel', membership: 'public', id: 'parity', name: 'n', topic: 't' });
  await chat.create({ type: 'room', membership: 'public', id: 'parity-room' });
  const channel = hear(await chat.join('parity'));
  hear(await chat.join('parity-room'));
  hear(await chat.direct(other));
  keep(channel.permissions());
  await channel.add(other);
  await channel.send('m');
  await channel.setName('n2');
  await channel.setTopic('t2');
  await channel.markSeen(1);
  await channel.remove(other);
  await two.chat().join('parity');
  await two.chat().leave('parity');
  for (const entry of (await channel.getHistory()).data) keep(entry);
  await channel.leave();
  await chat.join('parity');
  await chat.remove('parity');
  await settled();
  subscription.unsubscribe();
}

// The same for what comes of connections that break and of the offline store.
// Also put into the page.
export async function liveOffline(other, keep, hear, settled) {
  // A network that can be cut and slowed down.
  const wire = { blocked: true, slow: 0, sockets: new Set() };
  wire.Class = class extends WebSocket {
    constructor(...args) {
      if (wire.blocked) throw new Error('the network is down');
      super(...args);
      wire.sockets.add(this);
    }
    send(data) {
      if (wire.slow === 0) super.send(data);
      else setTimeout(() => { if (this.readyState === 1) super.send(data); }, wire.slow);
    }
  };
  const cut = async () => {
    wire.blocked = true;
    for (const socket of wire.sockets) socket.close();
    wire.sockets.clear();
    await settled();
  };
  const mend = async () => {
    wire.blocked = false;
    await e2e.until(() => domain.isConnected(), 30000, 'the connection');
    await settled();
    await settled();
  };
  // Resolves when there are objects of classes.
  const come = (...names) => e2e.until(() => names.every((name) => live.has(Convergence[name])), 30000, `objects of ${names.join(', ')}`);
  const storage = keep(new Convergence.IdbStorageAdapter());
  const domain = new Convergence.ConvergenceDomain(e2e.url, {
    webSocket: { class: wire.Class }, reconnect: { reconnectIntervals: [0.1] }, offline: { storage, modelSnapshotInterval: 10 },
  });
  hear(domain);
  const service = hear(domain.models());
  const connected = domain.connectWithPassword({ username: 'demo', password: 'demo' });
  await settled();
  wire.blocked = false;
  await connected;

  // Models of the other user; this one may do everything but manage them at first.
  const rights = { read: true, write: true, remove: true, manage: true };
  const none = { read: false, write: false, remove: false, manage: false };
  const theirs = {};
  for (const id of ['off-open', 'off-kept', 'off-gone', 'off-refused', 'off-forbidden', 'off-lost']) {
    theirs[id] = await other.models().openAutoCreate({ collection: 'parity', id, data: { text: '' } });
    hear(theirs[id]);
  }
  const allow = async (id, what) => {
    await theirs[id].permissionsManager().setUserPermissions('demo', what);
    await settled();
  };
  const edit = (model) => model.elementAt('text').insert(0, 'x');
  const hold = (id) => service.open(id).then(hear);
  wire.slow = 100; // more is subscribed to while the first is being fetched
  await service.subscribeOffline(['off-kept']);
  await service.subscribeOffline(['off-gone', 'off-refused', 'off-forbidden']);
  await come('OfflineModelDownloadedEvent', 'OfflineModelsDownloadStatusChangedEvent', 'OfflineModelsDownloadStoppedEvent');
  wire.slow = 0;
  const model = await hold('off-open');
  const lost = await hold('off-lost');
  const refused = await hold('off-refused');
  await allow('off-open', { ...rights, remove: false });
  edit(theirs['off-kept']);
  await come('ModelPermissionsChangedEvent');
  await settled();

  await cut();
  edit(model);
  edit(refused);
  edit(lost);
  const made = await service.openAutoCreate({ collection: 'parity', id: 'off-made', data: { text: '' } });
  edit(made);
  await made.close();
  await refused.close();
  edit(theirs['off-kept']);
  await allow('off-refused', { ...rights, write: false });
  await allow('off-forbidden', none);
  await allow('off-lost', none);
  await theirs['off-gone'].close();
  await other.models().remove('off-gone');
  await settled();
  await mend();
  await come('OfflineModelDeletedEvent', 'OfflineModelPermissionsRevokedEvent', 'OfflineModelSyncErrorEvent', 'OfflineModelUpdatedEvent',
    'OfflineModelsSyncCompletedEvent', 'ResyncCompletedEvent', 'ResyncErrorEvent', 'RemoteResyncCompletedEvent');

  // Cut while much is being sent.
  await cut();
  for (let i = 0; i < 5; i++) {
    const one = await service.openAutoCreate({ collection: 'parity', id: `off-many-${i}`, data: { text: '' } });
    edit(one);
    await one.close();
  }
  await settled();
  wire.slow = 150;
  wire.blocked = false;
  await e2e.until(() => domain.isConnected(), 30000, 'the connection');
  await settled();
  await cut();
  wire.slow = 0;
  await come('OfflineModelsSyncAbortedEvent');
  await mend();
  await settled();

  // A server that does not keep to the protocol.
  for (const socket of wire.sockets) socket.onmessage?.({ data: 'text' });
  await settled();
  hear(await other.presence().subscribe(domain.session().user().userId));
  await domain.dispose();
  await settled();
}

// Counts the functions and the enumerations with their constants.
export function compareNames(inventory) {
  const result = { present: 0, total: 0, missing: [], constants: { present: 0, total: 0 } };
  const count = (there, what) => {
    result.total++;
    if (there) result.present++;
    else result.missing.push(what);
    return there;
  };
  for (const name of inventory.functions) {
    count(typeof Convergence[name] === 'function' && Convergence[name].name === name, `function ${name}`);
  }
  for (const [name, values] of Object.entries(inventory.enums)) {
    const found = Convergence[name];
    count(typeof found === 'object' && Object.isFrozen(found), `enumeration ${name}`);
    for (const [key, value] of Object.entries(values)) {
      result.constants.total++;
      if (count(found?.[key] === value, `${name}.${key}`)) result.constants.present++;
    }
    for (const key of Object.keys(found ?? {})) if (!(key in values)) result.missing.push(`${name}.${key} is not in the list`);
  }
  return result;
}

// Counts the members of every class of the list that ours has.
export function compare(classes) {
  // What the list says of a class besides its groups of constants.
  const plain = new Set(['extends', 'abstract', 'methods', 'staticMethods', 'fields', 'statics']);
  return Object.entries(classes).map(([name, facts]) => {
    const type = Convergence[name];
    // Of an abstract class any object of a class below it.
    const below = () => (facts.abstract === true ? [...globalThis.live.values()].find((one) => one instanceof type) : undefined);
    const object = typeof type === 'function' ? globalThis.live.get(type) ?? below() : undefined;
    const missing = [];
    const constants = { present: 0, total: 0 };
    let total = 0;
    const count = (there, what) => {
      total++;
      if (!there) missing.push(what);
      return there;
    };
    const countConstant = (there, what) => {
      constants.total++;
      if (count(there, what)) constants.present++;
    };
    const isClass = typeof type === 'function';
    count(isClass, 'the class');
    count(isClass && type.name === name, `is called ${name}, not ${type?.name}`);
    if (facts.extends !== undefined) {
      const base = facts.extends === 'Error' ? Error : Convergence[facts.extends];
      count(isClass && typeof base === 'function' && type.prototype instanceof base, `extends ${facts.extends}`);
    }
    for (const method of facts.methods ?? []) {
      const there = isClass && typeof type.prototype[method] === 'function';
      count(there && (object === undefined || typeof object[method] === 'function'), `${method}()`);
    }
    for (const method of facts.staticMethods ?? []) count(isClass && typeof type[method] === 'function', `static ${method}()`);
    for (const [key, value] of Object.entries(facts.statics ?? {})) countConstant(isClass && type[key] === value, `static ${key}`);
    for (const group of Object.keys(facts).filter((key) => !plain.has(key))) {
      for (const [key, value] of Object.entries(facts[group])) {
        countConstant(isClass && type[group]?.[key] === value && Object.isFrozen(type[group]), `${group}.${key}`);
      }
      const more = isClass ? Object.keys(type[group] ?? {}).filter((key) => !(key in facts[group])) : [];
      for (const key of more) missing.push(`${group}.${key} is not in the list`);
    }
    // Without a live object one is made, as far as the constructor can do with numbers.
    let sample = object;
    if (isClass && sample === undefined && facts.abstract !== true) {
      try { sample = new type(...Array.from({ length: 8 }, (_, i) => i)); } catch { /* only fields of live objects can be seen */ }
    }
    for (const field of facts.fields ?? []) {
      const there = sample !== undefined ? field in sample : isClass && field in type.prototype;
      count(there, `field ${field}`);
    }
    return { name, present: Math.max(0, total - missing.length), total, constants, missing, live: object !== undefined };
  });
}
