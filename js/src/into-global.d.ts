/** The package as a global, as the script builds set it. */
declare global {
  var Convergence: typeof import("./index.js");
}
export {};
