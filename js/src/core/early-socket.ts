// A socket that opens while the core is still on its way, so that a page waits for the
// longer of the two and not for one after the other.
import { SUBPROTOCOL, type SocketLike, type SocketMaker } from "./sockets.js";

const CLOSING = 2;

/** The URL that the core dials for that of a domain; null where it dials none. */
export function socketUrl(domain: string): string | null {
  const match = /^(https?|wss?):\/\/([^#?]+?)\/*(\?[^#]*)?(?:#.*)?$/i.exec(domain);
  if (match === null) return null;
  const [, scheme = "", place = "", query = ""] = match;
  return `${/s$/i.test(scheme) && scheme.length !== 2 ? "wss" : "ws"}://${place}${query}`;
}

/** A socket to a domain that nobody listens to yet. */
export class EarlySocket {
  private readonly _url: string | null;
  private _socket: SocketLike | null = null;

  constructor(domain: string, make: SocketMaker) {
    this._url = socketUrl(domain);
    if (this._url === null) return;
    try {
      this._socket = make(this._url, SUBPROTOCOL);
      this._socket.onerror = () => {}; // the core makes another one
    } catch {
      // The core meets the same, and says so.
    }
  }

  /** Gives the socket away, once, if it is to this URL and has not ended meanwhile. */
  take(url: string): SocketLike | null {
    const socket = this._socket;
    if (socket === null || url !== this._url || socket.readyState >= CLOSING) {
      this.close();
      return null;
    }
    this._socket = null;
    return socket;
  }

  /** Closes the socket unless it was given away. */
  close(): void {
    this._socket?.close();
    this._socket = null;
  }
}
