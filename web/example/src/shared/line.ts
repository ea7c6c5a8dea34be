// The switch that takes the network away from this page alone, as a tunnel does: sockets end,
// and no other one opens, until it is given back.

let off = false;
const open = new Set<WebSocket>();

/** Makes the sockets of the page: `webSocket.factory` of the options of its domain. */
export function socket(url: string, protocol: string): WebSocket {
  if (off) throw new Error('This page was switched offline.');
  const made = new WebSocket(url, protocol);
  open.add(made);
  made.addEventListener('close', () => open.delete(made));
  return made;
}

export function setUpLine(): void {
  const button = document.getElementById('line')!;
  button.addEventListener('click', () => {
    off = !off;
    button.setAttribute('aria-pressed', String(off));
    button.textContent = off ? 'Go online' : 'Go offline';
    if (off) for (const each of open) each.close();
    else dispatchEvent(new Event('online')); // the client tries again at once, as when the browser says so
  });
}
