// Runs in pages of browsers that nothing drives from outside: asks the site for
// what to do, does it, and tells what came of it, until it is told to stop.
(() => {
  const id = new URLSearchParams(location.search).get('agent');
  const post = (path, body) => fetch(`http://127.0.0.1:${id.split('-')[1]}/agent/${path}?id=${id}`, { method: 'POST', body });
  const agent = (globalThis.agent = { stop: false });
  async function work() {
    agent.stop = false;
    const load = Math.random().toString(36).slice(2);
    await post('hello', load);
    while (!agent.stop) {
      const command = await (await post('next', load)).json();
      if (command === null) continue;
      let answer;
      try {
        answer = { value: await (0, eval)(command.source) };
      } catch (error) {
        answer = { error: String(error?.stack ? `${error}\n${error.stack}` : error) };
      }
      await post('done', JSON.stringify({ number: command.number, ...answer }));
    }
    agent.leave?.();
  }
  const start = () => work().catch(() => { /* the page is left, or the site has ended */ });
  addEventListener('DOMContentLoaded', start);
  // A page that comes back from the cache of pages begins again.
  addEventListener('pageshow', (event) => { if (event.persisted) start(); });
})();
