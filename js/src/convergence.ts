import { CancellationToken } from "./cancellation.js";
import { setSource, start, type WasmSource } from "./core/loader.js";
import { tellLogLevels } from "./core/log-levels.js";
import { Method } from "./generated/numbers.js";
import { request } from "./core/promises.js";
import { receive } from "./core/sockets.js";
import { call, headerInts, memorySize } from "./core/wasm.js";
import { ConvergenceDomain } from "./domain/domain.js";
import type { IUsernameAndPassword, ValueOrCallback } from "./domain/credentials.js";
import { installFrames } from "./domain/frames.js";
import { configureLogging as configureLog, type ILoggingConfigData } from "./logging.js";
import { defineKinds } from "./model/elements/kinds.js";
import type { RealTimeString } from "./model/elements/string.js";
import type { RealTimeModel } from "./model/model.js";
import { writeValue } from "./model/value.js";
import { locks } from "./offline/locks.js";
import { effectiveOptions, type IConvergenceOptions } from "./options.js";
import { describe } from "./arguments.js";

defineKinds();
installFrames();

/** Settings of the library itself. */
export interface IConfiguration {
  /**
   * Where convergence.wasm comes from: a URL, its bytes, or the compiled
   * module. Default: beside the script.
   */
  wasm?: WasmSource;
}

async function connected(
  url: string,
  options: IConvergenceOptions | undefined,
  token: CancellationToken | undefined,
  connect: (domain: ConvergenceDomain) => Promise<void>,
): Promise<ConvergenceDomain> {
  const domain = new ConvergenceDomain(url, options);
  if (token instanceof CancellationToken) token._bind(() => domain._cancel());
  try {
    await connect(domain);
  } catch (error) {
    // Nobody else has the domain.
    domain.dispose().catch(() => {});
    throw error;
  }
  return domain;
}

/** The way in. All members are static, and all but `configure` are functions of the package as well. */
export class Convergence {
  /** Connects as a user with a password. */
  static connect(
    url: string,
    username: string,
    password: string,
    options?: IConvergenceOptions,
    cancellationToken?: CancellationToken,
  ): Promise<ConvergenceDomain> {
    return Convergence.connectWithPassword(url, { username, password }, options, cancellationToken);
  }

  /** Connects as a user with a password; a callback is asked for both before every attempt. */
  static connectWithPassword(
    url: string,
    credentials: ValueOrCallback<IUsernameAndPassword>,
    options?: IConvergenceOptions,
    cancellationToken?: CancellationToken,
  ): Promise<ConvergenceDomain> {
    return connected(url, options, cancellationToken, (domain) => domain.connectWithPassword(credentials));
  }

  /** Connects without an account; the display name is optional. */
  static connectAnonymously(
    url: string,
    displayName?: ValueOrCallback<string>,
    options?: IConvergenceOptions,
    cancellationToken?: CancellationToken,
  ): Promise<ConvergenceDomain> {
    return connected(url, options, cancellationToken, (domain) => domain.connectAnonymously(displayName));
  }

  /** Connects with a JSON Web Token. */
  static connectWithJwt(
    url: string,
    jwt: ValueOrCallback<string>,
    options?: IConvergenceOptions,
    cancellationToken?: CancellationToken,
  ): Promise<ConvergenceDomain> {
    return connected(url, options, cancellationToken, (domain) => domain.connectWithJwt(jwt));
  }

  /** Connects as the user of a former session, by its reconnect token. */
  static reconnect(
    url: string,
    token: string,
    options?: IConvergenceOptions,
    cancellationToken?: CancellationToken,
  ): Promise<ConvergenceDomain> {
    return connected(url, options, cancellationToken, (domain) => domain.reconnect(token));
  }

  /** Sets what is printed to the console. */
  static configureLogging(config: ILoggingConfigData): void {
    configureLog(config);
    tellLogLevels();
  }

  /** Sets where the core is loaded from. Throws once it has been started. */
  static configure(config: IConfiguration): void {
    if (typeof config !== "object" || config === null) {
      throw new TypeError(`config must be an object, but is ${describe(config)}`);
    }
    if (config.wasm !== undefined) setSource(config.wasm);
  }

  /**
   * Loads and starts the core without connecting, as while a name is asked for: the
   * first connect does not wait for it then. Rejects when that fails, and connecting
   * tries again.
   */
  static preload(): Promise<void> {
    return start(locks);
  }

  /** @internal For tests and benchmarks. */
  static readonly __test = {
    /** A model that lives on a stand-in for the server which only acknowledges. */
    async localModel(data: object, options?: IConvergenceOptions): Promise<RealTimeModel> {
      await start(locks);
      const domain = new ConvergenceDomain("http://localhost/api/realtime/test/local", {
        webSocket: { factory: () => ({}) },
        ...options,
      });
      const policy = effectiveOptions(options).models.data;
      return request(
        Method.LocalModel,
        2,
        (writer, promise) => {
          writer.number(promise);
          writeValue(writer, data, policy, "data");
        },
        (result) => domain.models()._opened(result),
      );
    },
    /** Makes a message in which somebody else inserts `count` characters into a text of a local model; the result receives it, once. */
    remoteInserts(text: RealTimeString, count: number, index: number): () => void {
      const [socket, message] = call(Method.RemoteInserts, text._handle, count, index);
      return () => receive(socket, message);
    },
    /** Bytes of linear memory. */
    memory: memorySize,
    /** The eight numbers of the header. */
    header: headerInts,
    /** What the core holds after a collection: bytes of its heap, and handles by kind. */
    memoryStats() {
      const [heap, domains, models, histories, references, elements] = call(Method.MemoryStats);
      return { heap, domains, models, histories, references, elements };
    },
  };
}

/** See `Convergence.connect`. */
export const connect = Convergence.connect;
/** See `Convergence.connectWithPassword`. */
export const connectWithPassword = Convergence.connectWithPassword;
/** See `Convergence.connectAnonymously`. */
export const connectAnonymously = Convergence.connectAnonymously;
/** See `Convergence.connectWithJwt`. */
export const connectWithJwt = Convergence.connectWithJwt;
/** See `Convergence.reconnect`. */
export const reconnect = Convergence.reconnect;
/** See `Convergence.preload`. */
export const preload = Convergence.preload;
/** See `Convergence.configureLogging`. */
export const configureLogging = Convergence.configureLogging;
/** See `Convergence.configure`. */
export const configure = Convergence.configure;
