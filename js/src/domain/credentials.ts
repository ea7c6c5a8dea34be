// What the application is asked for when the core wants to sign in.
import { AuthMethod, Method } from "../generated/numbers.js";
import { call, isRunning } from "../core/wasm.js";
import { report } from "../core/dispatch.js";

/** Name and password of a user. */
export interface IUsernameAndPassword {
  /** The name of the user. An empty one makes the attempt fail. */
  username: string;
  /** The password. An empty one makes the attempt fail. */
  password: string;
}

/** A value, or a function that is asked for it before every attempt to connect. */
export type ValueOrCallback<V> = V | (() => V | Promise<V>);

/**
 * Handed to the application when the server has refused the reconnect token.
 * One method must be called before the handler returns; values may be promises.
 */
export interface IFallbackAuthChallenge {
  /** Signs in the user of the session by password. */
  password(password: ValueOrCallback<string> | Promise<string>): void;
  /** Signs in by JSON Web Token. */
  jwt(jwt: ValueOrCallback<string> | Promise<string>): void;
  /** Signs in without an account. */
  anonymous(displayName: ValueOrCallback<string> | Promise<string>): void;
  /** Gives up: the domain stays disconnected. */
  cancel(): void;
}

/** @internal What one attempt is made with. */
export interface Credentials {
  readonly username: string;
  readonly secret: string;
  readonly displayName: string | null;
  /** Only in the answer to a fallback challenge. */
  readonly method?: number;
}

/** @internal Gives the credentials of an attempt, or throws. */
export type CredentialSource = () => Promise<Credentials>;

/** @internal */
export function passwordSource(given: ValueOrCallback<IUsernameAndPassword>): CredentialSource {
  return async () => {
    const credentials = await valueOf(given);
    filled(credentials?.username, "username");
    filled(credentials?.password, "password");
    return { username: credentials.username, secret: credentials.password, displayName: null };
  };
}

/** @internal */
export function secretSource(given: ValueOrCallback<string>, name: string): CredentialSource {
  return async () => {
    const secret = await valueOf(given);
    filled(secret, name);
    return { username: "", secret, displayName: null };
  };
}

/** @internal */
export function anonymousSource(given: ValueOrCallback<string> | undefined): CredentialSource {
  return async () => {
    const name = given === undefined || given === null ? undefined : await valueOf(given);
    if (name !== undefined && name !== null && typeof name !== "string") throw new Error("displayName must be a string");
    return { username: "", secret: "", displayName: name || null };
  };
}

/** @internal The token in the memory of the core. */
export const storedToken: CredentialSource = () => Promise.resolve({ username: "", secret: "", displayName: null });

/** Asks the application's handler how to go on without a token. */
function fallbackSource(handler: (challenge: IFallbackAuthChallenge) => void): CredentialSource {
  return () => {
    let answer: Promise<Credentials> | null = null;
    const once = (make: () => Promise<Credentials>) => {
      if (answer !== null) throw new Error("the challenge is answered already");
      answer = make();
    };
    const secret = (method: number, value: ValueOrCallback<string> | Promise<string>, name: string) =>
      once(async () => {
        const text = await valueOf(value);
        filled(text, name);
        return { username: "", secret: text, displayName: null, method };
      });
    handler({
      password: (value) => secret(AuthMethod.Password, value, "password"),
      jwt: (value) => secret(AuthMethod.Jwt, value, "jwt"),
      anonymous: (value) =>
        once(async () => ({ username: "", secret: "", displayName: (await valueOf(value)) || null, method: AuthMethod.Anonymous })),
      cancel: () => once(() => Promise.reject(new Error("cancelled by the application"))),
    });
    return answer ?? Promise.reject(new Error("the fallbackAuth handler did not answer the challenge before it returned"));
  };
}

/** @internal How to sign in, by method: the core asks for credentials anew at every attempt. */
export class CredentialSources {
  private _given: CredentialSource = storedToken;
  private _token: CredentialSource = storedToken;

  /** @param _fallback the handler of the application for a token that is refused */
  constructor(private readonly _fallback: ((challenge: IFallbackAuthChallenge) => void) | undefined) {}

  /** What the application has given to connect with. */
  use(method: number, source: CredentialSource): void {
    if (method === AuthMethod.Reconnect) this._token = source;
    else this._given = source;
  }

  /** From now on the token in memory is the one to reconnect with. */
  connected(): void {
    this._token = storedToken;
  }

  /** The source for a method that the core asks for. */
  of(method: number): CredentialSource {
    if (method === AuthMethod.Reconnect) return this._token;
    if (method !== AuthMethod.Fallback) return this._given;
    if (this._fallback === undefined) return () => Promise.reject(new Error("there is no fallbackAuth"));
    return fallbackSource(this._fallback);
  }
}

/** @internal Answers the core's wish for credentials. */
export function answerCredentials(domain: number, attempt: number, source: CredentialSource): void {
  // In a microtask, as code of the application must not run while a frame is handled.
  Promise.resolve()
    .then(source)
    .then(
      ({ username, secret, displayName, method }) => {
        const list = [domain, attempt, username, secret, displayName];
        answer(Method.DomainCredentials, method === undefined ? list : [...list, method]);
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        answer(Method.DomainCredentialsFailed, [domain, attempt, message]);
      },
    );
}

function answer(method: number, list: (number | string | null)[]): void {
  if (!isRunning()) return;
  try {
    call(method, ...list);
  } catch (error) {
    report(error);
  }
}

async function valueOf<V>(given: ValueOrCallback<V> | Promise<V>): Promise<V> {
  return typeof given === "function" ? await (given as () => V | Promise<V>)() : await given;
}

function filled(value: unknown, name: string): void {
  if (typeof value !== "string" || value === "") throw new Error(`${name} must be a non-empty string`);
}
