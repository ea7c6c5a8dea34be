import { describe } from "./arguments.js";
import type { Wire } from "./core/frames.js";
import type { SocketLike, SocketMaker } from "./core/sockets.js";
import type { UndefinedPolicy } from "./model/value.js";
import { ambient } from "./environment.js";
import { ConvergenceError } from "./errors.js";
import { IdbStorageAdapter } from "./offline/adapter.js";
import { isAdapter, type IStorageAdapter } from "./offline/records.js";
import type { IFallbackAuthChallenge } from "./domain/credentials.js";

/** A WebSocket class, as of a browser or of a package for Node. */
export interface IWebSocketClass {
  new (url: string, protocols?: string | string[]): object;
  /** The `readyState` of a socket that is being opened. */
  readonly CONNECTING: number;
  /** The `readyState` of one that is open. */
  readonly OPEN: number;
  /** The `readyState` of one that is being closed. */
  readonly CLOSING: number;
  /** The `readyState` of one that is closed. */
  readonly CLOSED: number;
}

/** Options of a domain. All times are seconds. */
export interface IConvergenceOptions {
  /** Making a connection. */
  connection?: {
    /** How long a socket may take to open. Default: 5. */
    timeout?: number;
    /** How long signing in may take. Default: 10. */
    connectionRequestTimeout?: number;
  };
  /** Requests, and how a dead connection is noticed. */
  protocol?: {
    /** How long the server may take to answer a request. Default: 10. */
    defaultRequestTimeout?: number;
    /** How a connection is noticed that is dead and does not say so. */
    heartbeat?: {
      /** Default: true. */
      enabled?: boolean;
      /** After so much silence of the server it is pinged. Default: 5. */
      pingInterval?: number;
      /** So long after a ping the connection counts as dropped. Default: 10. */
      pongTimeout?: number;
    };
  };
  /** What happens when there is no connection. */
  reconnect?: {
    /** Whether a connection that dropped is made again. Default: true. */
    autoReconnect?: boolean;
    /** Whether the first connection is tried again when it fails. Default: true. */
    autoReconnectOnInitial?: boolean;
    /** Delays before each retry; the last one repeats. Default: 0, 5, 10, 20, 30. */
    reconnectIntervals?: number[];
    /** Asked for new credentials when the server refuses the reconnect token. */
    fallbackAuth?: (challenge: IFallbackAuthChallenge) => void;
  };
  /** Where sockets come from, as in Node before 22, which has none of its own. */
  webSocket?: {
    /**
     * Makes the sockets, from the URL and the subprotocol to offer to the server.
     * One that ignores the second argument works as well: a server that is
     * offered none speaks the first version. Goes before `class`.
     */
    factory?: (url: string, protocol: string) => object;
    /** Class of the sockets, made with the same two arguments. Default: the global `WebSocket`. */
    class?: IWebSocketClass;
  };
  /** Work without a connection. */
  offline?: {
    /** Where models are kept. With it, connecting also initializes the offline support for the user. */
    storage?: IdbStorageAdapter | IStorageAdapter;
    /** After so many acknowledged operations the stored snapshot of a model is renewed. Default: 100. */
    modelSnapshotInterval?: number;
  };
  /** How models are edited. */
  models?: {
    /** Whether edits that were not sent yet may merge into one operation, within a turn and while text is typed on. Without, every call is a version of its own. Default: true. */
    merge?: boolean;
    /** What happens to `undefined` in values that are shared. */
    data?: {
      /** What an undefined property of an object does. Default: error. */
      undefinedObjectValues?: "error" | "omit";
      /** What an undefined item of an array does. Default: error. */
      undefinedArrayValues?: "error" | "null";
    };
    /** What listeners are told. */
    events?: {
      /** How the replacement of text in a string is emitted: as one `splice`, or as a `remove` and an `insert`, for code that knows only these. Default: splice. */
      stringSplice?: "splice" | "remove_insert";
    };
  };
}

/** The options in effect, each as in `IConvergenceOptions`, with every default filled in. Frozen. */
export interface EffectiveOptions {
  /** Making a connection. */
  readonly connection: { readonly timeout: number; readonly connectionRequestTimeout: number };
  /** Requests, and how a dead connection is noticed. */
  readonly protocol: {
    readonly defaultRequestTimeout: number;
    readonly heartbeat: { readonly enabled: boolean; readonly pingInterval: number; readonly pongTimeout: number };
  };
  /** What happens when there is no connection. */
  readonly reconnect: {
    readonly autoReconnect: boolean;
    readonly autoReconnectOnInitial: boolean;
    readonly reconnectIntervals: readonly number[];
    readonly fallbackAuth: ((challenge: IFallbackAuthChallenge) => void) | undefined;
  };
  /** Where sockets come from, as in Node before 22, which has none of its own. */
  readonly webSocket: {
    readonly factory: ((url: string, protocol: string) => object) | undefined;
    readonly class: IWebSocketClass | undefined;
  };
  /** How models are edited. */
  readonly models: {
    readonly merge: boolean;
    readonly data: UndefinedPolicy;
    readonly events: { readonly stringSplice: "splice" | "remove_insert" };
  };
  /** Work without a connection. */
  readonly offline: { readonly storage: IdbStorageAdapter | IStorageAdapter | undefined; readonly modelSnapshotInterval: number };
}

type Tree = Record<string, unknown>;

/** @internal Checks the options of an application and fills in the defaults. */
export function effectiveOptions(options: IConvergenceOptions | undefined): EffectiveOptions {
  const all = branch(options, "options");
  const offline = branch(all["offline"], "offline");
  const connection = branch(all["connection"], "connection");
  const protocol = branch(all["protocol"], "protocol");
  const heartbeat = branch(protocol["heartbeat"], "protocol.heartbeat");
  const reconnect = branch(all["reconnect"], "reconnect");
  const socket = branch(all["webSocket"], "webSocket");
  const models = branch(all["models"], "models");
  const data = branch(models["data"], "models.data");
  return deepFreeze({
    connection: {
      timeout: seconds(connection["timeout"], 5, "connection.timeout"),
      connectionRequestTimeout: seconds(connection["connectionRequestTimeout"], 10, "connection.connectionRequestTimeout"),
    },
    protocol: {
      defaultRequestTimeout: seconds(protocol["defaultRequestTimeout"], 10, "protocol.defaultRequestTimeout"),
      heartbeat: {
        enabled: flag(heartbeat["enabled"], "protocol.heartbeat.enabled"),
        pingInterval: seconds(heartbeat["pingInterval"], 5, "protocol.heartbeat.pingInterval"),
        pongTimeout: seconds(heartbeat["pongTimeout"], 10, "protocol.heartbeat.pongTimeout"),
      },
    },
    reconnect: {
      autoReconnect: flag(reconnect["autoReconnect"], "reconnect.autoReconnect"),
      autoReconnectOnInitial: flag(reconnect["autoReconnectOnInitial"], "reconnect.autoReconnectOnInitial"),
      reconnectIntervals: intervals(reconnect["reconnectIntervals"]),
      fallbackAuth: func<(challenge: IFallbackAuthChallenge) => void>(reconnect["fallbackAuth"], "reconnect.fallbackAuth"),
    },
    webSocket: {
      factory: func<(url: string, protocol: string) => object>(socket["factory"], "webSocket.factory"),
      class: func<IWebSocketClass>(socket["class"], "webSocket.class"),
    },
    models: {
      merge: flag(models["merge"], "models.merge"),
      data: {
        undefinedObjectValues: choice(data["undefinedObjectValues"], ["error", "omit"], "models.data.undefinedObjectValues"),
        undefinedArrayValues: choice(data["undefinedArrayValues"], ["error", "null"], "models.data.undefinedArrayValues"),
      },
      events: {
        stringSplice: choice(branch(models["events"], "models.events")["stringSplice"], ["splice", "remove_insert"], "models.events.stringSplice"),
      },
    },
    offline: {
      storage: adapter(offline["storage"]),
      modelSnapshotInterval: seconds(offline["modelSnapshotInterval"], 100, "offline.modelSnapshotInterval"),
    },
  });
}

/** @internal The options that the core wants to know. */
export function coreOptions(options: EffectiveOptions): { [key: string]: Wire } {
  return {
    connectionTimeout: options.connection.timeout,
    connectionRequestTimeout: options.connection.connectionRequestTimeout,
    requestTimeout: options.protocol.defaultRequestTimeout,
    pingInterval: options.protocol.heartbeat.pingInterval,
    pongTimeout: options.protocol.heartbeat.pongTimeout,
    heartbeat: options.protocol.heartbeat.enabled,
    autoReconnect: options.reconnect.autoReconnect,
    autoReconnectOnInitial: options.reconnect.autoReconnectOnInitial,
    reconnectIntervals: options.reconnect.reconnectIntervals,
    splitSplices: options.models.events.stringSplice === "remove_insert",
    merge: options.models.merge,
    hasFallbackAuth: options.reconnect.fallbackAuth !== undefined,
  };
}

/** @internal How sockets are made. Throws `websockets_not_supported` when there is no way. */
export function socketMaker(options: EffectiveOptions): SocketMaker {
  const { factory } = options.webSocket;
  if (factory !== undefined) {
    return (url, protocol) => {
      const made: unknown = factory(url, protocol);
      if (typeof (made as SocketLike | null)?.send === "function") return made as SocketLike;
      throw new TypeError(`options.webSocket.factory must return a WebSocket, but has returned ${describe(made)}`);
    };
  }
  const Class = options.webSocket.class ?? ambient<IWebSocketClass>("WebSocket");
  if (typeof Class !== "function") {
    throw new ConvergenceError(
      "There is no WebSocket here: supply one as options.webSocket.class or options.webSocket.factory",
      "websockets_not_supported",
    );
  }
  return (url, protocol) => new Class(url, protocol) as SocketLike;
}

function branch(value: unknown, name: string): Tree {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new TypeError(`options: ${name} must be an object, but is ${describe(value)}`);
  }
  return value as Tree;
}

function seconds(value: unknown, standard: number, name: string): number {
  if (value === undefined) return standard;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
    throw new TypeError(`options: ${name} must be a number of seconds, but is ${describe(value)}`);
  }
  return value;
}

function flag(value: unknown, name: string): boolean {
  if (value === undefined) return true;
  if (typeof value !== "boolean") throw new TypeError(`options: ${name} must be a boolean, but is ${describe(value)}`);
  return value;
}

function intervals(value: unknown): readonly number[] {
  if (value === undefined) return [0, 5, 10, 20, 30];
  const name = "reconnect.reconnectIntervals";
  if (!Array.isArray(value) || value.length === 0) {
    throw new TypeError(`options: ${name} must be an array of seconds with at least one item`);
  }
  return value.map((v, i) => seconds(v ?? null, 0, `${name}[${i}]`)).sort((a, b) => a - b);
}

function adapter(value: unknown): IdbStorageAdapter | IStorageAdapter | undefined {
  if (value === undefined || value instanceof IdbStorageAdapter || isAdapter(value)) return value;
  throw new TypeError(`options: offline.storage must be an IdbStorageAdapter or an IStorageAdapter with initialize and openRecords, but is ${describe(value)}`);
}

function func<F>(value: unknown, name: string): F | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "function") throw new TypeError(`options: ${name} must be a function, but is ${describe(value)}`);
  return value as F;
}

function choice<C extends string>(value: unknown, choices: readonly [C, C], name: string): C {
  if (value === undefined) return choices[0];
  if (choices.includes(value as C)) return value as C;
  throw new TypeError(`options: ${name} must be "${choices.join('" or "')}", but is ${describe(value)}`);
}

function deepFreeze<T extends object>(tree: T): T {
  for (const value of Object.values(tree)) {
    if (typeof value === "object" && value !== null && !(value instanceof IdbStorageAdapter) && !isAdapter(value)) deepFreeze(value as object);
  }
  return Object.freeze(tree);
}
