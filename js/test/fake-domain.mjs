// A domain on a stand-in for the core: what goes over the bridge.
import { CORE, fakeCore, source } from "./source.mjs";

export const URL = "http://host/api/realtime/space/name";
export const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
/** Numbers of the methods that are called. */
export const M = { New: 1, Connect: 2, Credentials: 3, Failed: 4, Disconnect: 5, Dispose: 6, Info: 7, Cancel: 9, Open: 20, Auto: 21,
  Data: 22, DataFailed: 23, Info28: 28 };

/** A domain on a fake core that records the calls. */
export async function setUp(options = {}, answers = {}) {
  const src = await source(CORE);
  const calls = [];
  const state = { info: [false, true, "", null, null] };
  const core = fakeCore(src, {
    call(method, args) {
      calls.push([method, ...args]);
      if (answers[method]) return answers[method](args);
      if (method === M.New) return [7, "space", "name"];
      if (method === M.Info) return state.info;
      return undefined;
    },
    ...answers,
  });
  const domain = new src.api.ConvergenceDomain(URL, { webSocket: { factory: () => ({}) }, ...options });
  const of = (method) => calls.filter((c) => c[0] === method);
  return { src, core, domain, calls, of, state };
}

/** Connects the domain: the core answers at once. */
export async function connect(s, promise = s.domain.connectAnonymously("x")) {
  await settled();
  const [, , number] = s.of(M.Connect).at(-1);
  s.core.deliver([5, 7, 1, "session-1", [0, "ann", "", "", "Ann", ""]], [1, number, true, null]);
  s.state.info = [true, false, "session-1", [0, "ann", "", "", "Ann", ""], "token"];
  await promise;
}
