// Tools of the cases within a page, beside those of harness/in-page.js.
e2e.url = `${location.origin}/api/realtime/convergence/default`;

// A domain with a store, as e2e.domain; what the store tells is in e2e.told.
e2e.initialize = async () => {
  e2e.domain = new Convergence.ConvergenceDomain(e2e.url, { offline: { storage: new Convergence.IdbStorageAdapter() }, reconnect: { reconnectIntervals: [0, 0.1, 0.2] } });
  e2e.told = [];
  e2e.domain.storage().events().subscribe((event) => {
    if (event.name !== 'saved_changed') e2e.told.push([event.name, event.state, event.error?.message ?? null]);
  });
  await e2e.domain.initializeOffline('demo');
  return e2e.domain.storage().state();
};
e2e.signIn = () => e2e.domain.connectWithPassword({ username: 'demo', password: 'demo' });
// A model that is at the server and in the store, in a page that is then without a connection.
e2e.prepare = async (id) => {
  const state = await e2e.initialize();
  await e2e.signIn();
  await e2e.open(id, { text: '' });
  e2e.text.insert(0, 'online ');
  await e2e.saved('server');
  await e2e.until(() => e2e.domain.storage().waiting() === 0, 15000, 'the model to be stored');
  await new Promise((resolve) => setTimeout(resolve, 300));
  await e2e.domain.disconnect();
  return state;
};
e2e.reopen = async (id) => {
  e2e.model = await e2e.domain.models().open(id);
  return e2e.text.value();
};
e2e.write = async (text, saved) => {
  e2e.text.insert(e2e.text.length(), text);
  await e2e.saved(saved);
};
e2e.saved = (what) => e2e.until(() => e2e.domain.storage().saved() === what, 20000, `everything to be ${what}`);
