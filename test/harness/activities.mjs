// What the tests of activities call in their page.
export function activityHelpers() {
  globalThis.anybody = { autoCreate: { ephemeral: true, worldPermissions: ['join', 'lurk', 'view_state', 'set_state'] } };
  /** Joins with all four sessions, one after the other. */
  globalThis.joinAll = async (id, options = anybody) => {
    const all = [];
    for (const domain of [ada, ada2, bob, bob2]) all.push(await domain.activities().join('draw', id, options));
    await until(() => all.every((a) => a.participants().length === 4), 'four participants');
    return all;
  };
  /** The interesting part of an event. */
  globalThis.pick = (e) => {
    const more = { user: e.user.username, local: e.local };
    for (const key of ['key', 'value', 'oldValue', 'complete', 'removed', 'reason']) if (key in e) more[key] = e[key];
    for (const key of ['values', 'oldValues']) if (key in e) more[key] = plain(e[key]);
    if (e.participant) more.state = plain(e.participant.state);
    return more;
  };
}
