// Runs in a page, a frame, a worker or Node: edits, offline as well, and tells how far it
// came. It uses nothing that an environment may lack.
export const liveText = `async (Convergence, url, id) => {
  const until = async (condition, what) => {
    for (const end = Date.now() + 15000; !condition(); await new Promise((resolve) => setTimeout(resolve, 10))) {
      if (Date.now() > end) throw new Error('gave up waiting for ' + what);
    }
  };
  const storage = new Convergence.IdbStorageAdapter();
  const domain = new Convergence.ConvergenceDomain(url, { offline: { storage } });
  await domain.initializeOffline('demo');
  const state = domain.storage().state();
  // What an earlier page has left.
  const left = domain.storage().saved();
  await domain.connectWithPassword({ username: 'demo', password: 'demo' });
  const model = await domain.models().openAutoCreate({ collection: 'tests', id, data: { text: '' } });
  const text = model.elementAt('text');
  await until(() => model.saved() === 'server', 'what was left to be sent');
  const before = text.value();
  text.insert(text.length(), 'online ');
  await until(() => model.saved() === 'server', 'the edit to be acknowledged');
  await until(() => domain.storage().waiting() === 0, 'the model to be stored');
  await new Promise((resolve) => setTimeout(resolve, 300));
  await domain.disconnect();
  text.insert(text.length(), 'offline ');
  const kept = state === 'memory' ? 'unsaved' : 'device';
  await until(() => model.saved() === kept, 'the edit to be ' + kept);
  return { state, left, before, text: text.value() };
}`;
