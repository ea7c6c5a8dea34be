// Who is watched and who watches: sessions in the presence, the activity and the
// room that all of a test are in, with the default options of the client.
import { PASSWORD } from '../harness/people.mjs';

// Connects a page's sessions as a user. Each follows the presence of `follows`.
export async function enter(page, { username, follows, sessions = 2, url }) {
  await page.evaluate(async ([username, password, follows, sessions, url]) => {
    const anybody = { autoCreate: { ephemeral: true, worldPermissions: ['join', 'view_state', 'set_state'] } };
    globalThis.sessions = [];
    for (let i = 0; i < sessions; i++) {
      const domain = await Convergence.connectWithPassword(url ?? e2e.url, { username, password });
      const activity = await domain.activities().join('live', 'all', anybody);
      await domain.chat().create({ type: 'room', membership: 'public', id: 'live', ignoreExistsError: true });
      const room = await domain.chat().join('live');
      const presence = await domain.presence().subscribe(follows);
      const log = [];
      const note = (e) => { if (e.user?.username === follows) log.push([Math.round(performance.now()), e.name, e.available ?? '']); };
      for (const emitter of [presence, activity, room]) emitter.events().subscribe(note);
      const interrupted = [];
      domain.on('interrupted', () => interrupted.push(performance.now()));
      // Where the followed user is: [presence, sessions in the activity, room].
      const where = () => [
        presence.available, activity.participants().filter((p) => p.user.username === follows).length,
        room.info().members.some((m) => m.user.username === follows),
      ];
      globalThis.sessions.push({ domain, activity, room, presence, log, interrupted, where });
    }
  }, [username, PASSWORD, follows, sessions, url]);
}

// Where each session of a page sees the user whom it follows.
export const where = (page) => page.evaluate(() => sessions.map((s) => JSON.stringify(s.where())));

// Resolves with the milliseconds until all sessions of a page see the user so.
export async function seen(page, what, patience = 30000) {
  const start = Date.now();
  for (;;) {
    const now = await where(page);
    if (now.every((one) => one === JSON.stringify(what))) return Date.now() - start;
    if (Date.now() - start > patience) throw new Error(`waited for ${JSON.stringify(what)}, and it is ${now.join(' and ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
