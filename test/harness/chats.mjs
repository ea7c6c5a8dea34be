// What the tests of chats call in their page.
export function chatHelpers() {
  /** The interesting part of an event or an entry. */
  globalThis.pick = (e) => {
    const more = {};
    for (const key of ['message', 'chatName', 'topic', 'eventNumber', 'maxSeenEventNumber']) if (key in e) more[key] = e[key];
    for (const key of ['user', 'addedUser', 'removedUser']) if (key in e) more[key] = e[key].username;
    return more;
  };
  globalThis.names = (list) => list.map(([name]) => name);
}
