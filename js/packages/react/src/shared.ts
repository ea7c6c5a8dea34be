import { use, useContext, useEffect, useReducer } from "react";
import type { Shared } from "../../resources/shared.js";
import type { Resources } from "../../resources/resources.js";
import { ResourcesContext } from "./provider.js";

/** The resources of the provider above. Throws where there is none, and where nothing can be connected: on a server. */
function useResources(): Resources {
  const resources = useContext(ResourcesContext);
  if (resources === null) throw new Error("there is no ConvergenceProvider above this component");
  // The nearest Suspense boundary sends its fallback, and the browser renders what is within.
  if (typeof document === "undefined") throw new Error("what is shared is rendered in the browser: the server sends the fallback");
  return resources;
}

/** What `find` names, opened; suspends until it is. It stays open as long as a component has it. */
export function useShared<T>(find: (resources: Resources) => Shared<T>): T {
  const [, renderAgain] = useReducer((n: number) => n + 1, 0);
  const shared = find(useResources());
  const value = use(shared.promise);
  useEffect(() => {
    // React has taken longer than it was kept.
    if (shared.isOver()) return renderAgain();
    return shared.retain();
  }, [shared]);
  return value;
}
