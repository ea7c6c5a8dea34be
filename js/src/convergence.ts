import { CancellationToken } from "./cancellation.js";
import { setSource, start } from "./core/loader.js";
import { tellLogLevels } from "./core/log-levels.js";
import type { WasmSource } from "./core/wasm-source.js";
import { ConvergenceDomain } from "./domain/domain.js";
import type { IUsernameAndPassword, ValueOrCallback } from "./domain/credentials.js";
import { installFrames } from "./domain/frames.js";
import { configureLogging as configureLog, type ILoggingConfigData } from "./logging.js";
import { defineKinds } from "./model/elements/kinds.js";
import { locks } from "./offline/locks.js";
import type { IConvergenceOptions } from "./options.js";
import { describe } from "./arguments.js";

defineKinds();
installFrames();

/** Settings of the library itself. */
export interface IConfiguration {
  /**
   * Where convergence.wasm comes from: a URL, its bytes, or the compiled
   * module. Default: beside the script; where there is none, the copy that the
   * package has as text.
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

/**
 * The way in. All members are static, and are functions of the package as well.
 *
 * What connects tries until it succeeds, unless `reconnect.autoReconnectOnInitial` is
 * off, and rejects with what a retry cannot mend: code `authentication_failed`,
 * `anonymous_auth_disabled`, `too_many_attempts` (the message says for how long),
 * `domain_not_found`, `websockets_not_supported`, `cancelled` by the token, or
 * `initial_connection_failed` where it does not try again. A URL or an option that is
 * wrong rejects as the constructor of `ConvergenceDomain` throws.
 */
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

  /** Sets where the core is loaded from. Throws once it has been started from elsewhere. */
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
