import { ambient } from "../environment.js";
import { ConvergenceError } from "../errors.js";

/** @internal The parts of the URL of a domain. */
export interface DomainAddress {
  /** The full URL. */
  readonly url: string;
  readonly namespace: string;
  readonly id: string;
}

// What may follow the path: slashes and a fragment, which mean nothing, and a
// query, with which the core opens the socket.
const FULL = /^(?:https?|wss?):\/\/[^/?#]+(?:\/[^?#]*)?\/([^/?#]+)\/([^/?#]+)\/*(?:\?[^#]*)?(?:#.*)?$/i;
const SHORT = /^([^/?#:]+)\/([^/?#:]+)\/*(?:\?[^#]*)?(?:#.*)?$/;
/** Where the server listens. */
const BASE = "/api/realtime/";
/** Where it hands out the script, with the parts before that: of all, and of the origin. */
const SCRIPT = /^((https?:..[^/]+).*)\/client\/(@\w+\/)?convergence\.[^/]*$/;

let script: () => string | undefined = () => undefined;

/** @internal Says where the script came from, in builds that are one and know it. */
export function cameFrom(address: () => string | undefined): void {
  script = address;
}

/** @internal The server of short URLs: the one of the page, unless the script came from one elsewhere. */
export function nearestServer(): string | undefined {
  const page = ambient<Location>("location")?.origin;
  const [, base, origin] = SCRIPT.exec(script() ?? "") ?? [];
  return origin === page ? page : (base ?? page);
}

/**
 * @internal Reads the URL of a domain. The short form `namespace/domain` is of the
 * server at `origin`. Throws for everything else.
 */
export function parseDomainUrl(url: unknown, origin: string | undefined): DomainAddress {
  if (typeof url === "string") {
    const full = FULL.exec(url);
    if (full !== null) return { url, namespace: decode(full[1] as string), id: decode(full[2] as string) };
    const short = SHORT.exec(url);
    if (short !== null) {
      if (origin === undefined || !/^https?:/i.test(origin)) {
        throw invalid(`"${url}" has no scheme and host, and there is no page whose server could be meant`);
      }
      return {
        url: `${origin}${BASE}${url}`,
        namespace: decode(short[1] as string),
        id: decode(short[2] as string),
      };
    }
  }
  throw invalid(`${String(url)} does not have the form http(s)://host/api/realtime/namespace/domain`);
}

function invalid(why: string): ConvergenceError {
  return new ConvergenceError(`Invalid url: ${why}`, "invalid_url");
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
