// Resolves in a task of its own, after what the event loop has ready.
const channel = globalThis.setImmediate ? undefined : new MessageChannel();

export function nextTask() {
  if (!channel) return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(0);
  });
}
