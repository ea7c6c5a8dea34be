// WebSockets of the core. The shim makes them because the application may
// supply its own class or factory.
import { microtask } from "../environment.js";
import { enter, nextTask } from "./entering.js";
import { ex, isRunning, onDeath, putText, roomFor, u8 } from "./wasm.js";

/** The subprotocol of the wire format. */
export const SUBPROTOCOL = "convergence.v1.msgpack";
/** Close code of a connection that ended without a close frame. */
const ABNORMAL = 1006;
const OPEN = 1;

/** What the shim uses of a WebSocket. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount?: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** Makes a socket to a URL. */
export type SocketMaker = (url: string, protocol: string) => SocketLike;

const makers = new Map<number, SocketMaker>();
/** Open and opening sockets. Null: asked for, made in the next microtask. */
const sockets = new Map<number, SocketLike | null>();

/** A message that is larger is taken over in parts of this size, between which the page has its turn. */
const PART = 512 << 10;
/** What has come by a socket behind a message that is being taken over. True: it is being taken over as well. */
type Waiting = (() => boolean | void)[];
const behind = new Map<number, Waiting>();

onDeath(() => {
  const all = [...sockets.values()];
  sockets.clear();
  behind.clear();
  for (const socket of all) {
    if (socket !== null) silence(socket).close();
  }
});

/** Sets how the sockets of a domain are made. */
export function setSocketMaker(domain: number, maker: SocketMaker | null): void {
  if (maker === null) makers.delete(domain);
  else makers.set(domain, maker);
}

/** Import `socket_open`. Go is on the stack: the application's factory runs in a microtask. */
export function openSocket(socket: number, domain: number, url: string): void {
  sockets.set(socket, null);
  microtask(() => {
    if (!isRunning() || sockets.get(socket) !== null) return;
    try {
      const maker = makers.get(domain);
      if (maker === undefined) throw new Error("the domain of the socket is gone");
      const made = maker(url, SUBPROTOCOL);
      sockets.set(socket, made);
      listen(socket, made);
    } catch (error) {
      sockets.delete(socket);
      tellClosed(socket, ABNORMAL, error instanceof Error ? error.message : String(error));
    }
  });
}

function listen(id: number, socket: SocketLike): void {
  socket.binaryType = "arraybuffer";
  socket.onopen = () => enter(ex.socket_opened, id);
  socket.onmessage = (event: { data: unknown }) => {
    if (behind.size === 0) receive(id, event.data);
    else inOrder(id, () => receive(id, event.data));
  };
  socket.onclose = (event: { code?: number; reason?: string }) => {
    if (sockets.get(id) !== socket) return;
    sockets.delete(id);
    silence(socket);
    inOrder(id, () => tellClosed(id, event.code ?? ABNORMAL, event.reason ?? ""));
  };
  // The close event follows and says all there is to know. A handler must be
  // there: some classes throw when an error has none.
  socket.onerror = () => {};
  if (socket.readyState === OPEN) enter(ex.socket_opened, id); // it was opened early
}

/** Does what follows from something that has come by a socket, after what came before it. */
function inOrder(id: number, what: Waiting[0]): void {
  const waiting = behind.get(id);
  if (waiting === undefined) what();
  else waiting.push(what);
}

/** Hands a message that came by a socket to the core. */
export function receive(id: number, data: unknown): boolean | void {
  if (typeof data === "string") {
    enter(ex.socket_text, id);
    return;
  }
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data as ArrayBuffer);
  if (bytes.length > PART) {
    return takeOver(id, bytes);
  }
  enter(ex.socket_message, id, bytes);
}

/** Hands a large message to the core, part by part. What comes meanwhile waits, behind what may wait already. */
function takeOver(id: number, bytes: Uint8Array): true {
  const waiting = behind.get(id) ?? [];
  behind.set(id, waiting);
  let address = 0;
  let at = 0;
  const part = () => {
    if (behind.get(id) !== waiting) return; // the core has closed the socket
    enter(() => {
      if (at === 0) address = roomFor(id, bytes.length);
      const to = at + PART;
      u8().set(bytes.subarray(at, to), address + at);
      at = to;
      return at < bytes.length ? 0 : ex.socket_taken(id);
    }, id);
    if (at === 0) {
      // There is no room, and without the message nothing that follows is of use.
      closeSocket(id, ABNORMAL, "");
      tellClosed(id, ABNORMAL, "too large");
    } else if (at < bytes.length) {
      nextTask(part);
    } else {
      let rests: boolean | void = false;
      while (!rests && behind.get(id) === waiting) {
        const what = waiting.shift();
        if (what === undefined) behind.delete(id);
        else rests = what();
      }
    }
  };
  part();
  return true;
}

function silence(socket: SocketLike): SocketLike {
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
  socket.onerror = () => {};
  return socket;
}

function tellClosed(id: number, code: number, reason: string): void {
  enter((id) => ex.socket_closed(id, code, putText(reason)), id);
}

/** Import `socket_send`. */
export function sendSocket(id: number, address: number, length: number): void {
  const socket = sockets.get(id);
  // A copy: a socket class of the application may keep what it is given.
  if (socket?.readyState === OPEN) socket.send(copyOf(u8(), address, length));
}

/** Up to so many bytes are copied faster one by one. */
const SHORT = 32;

function copyOf(from: Uint8Array, at: number, length: number): Uint8Array<ArrayBuffer> {
  if (length > SHORT) return from.slice(at, at + length) as Uint8Array<ArrayBuffer>;
  const copy = new Uint8Array(length);
  for (let i = 0; i < length; i++) copy[i] = from[at + i] as number;
  return copy;
}

/** Import `socket_buffered`. */
export const bufferedBySocket = (id: number): number => Math.min(sockets.get(id)?.bufferedAmount ?? 0, 0x7fffffff);

/** Import `socket_close`. No event of that socket follows. */
export function closeSocket(id: number, code: number, reason: string): void {
  const socket = sockets.get(id);
  sockets.delete(id);
  behind.delete(id);
  if (socket == null) return;
  silence(socket);
  try {
    // Browsers accept only these codes, and throw for others.
    if (code === 1000 || (code >= 3000 && code <= 4999)) socket.close(code, reason);
    else socket.close();
  } catch {
    // It is closed, or never opened.
  }
}
