// What bundlers take as the package. A file that only names others costs nothing, and
// of those a bundler leaves out the one that is not needed.
export { CancellationToken, ConvergenceError, ConvergenceServerError, DomainUserType, LogLevel } from "./convergence.light.js";
export * from "./convergence.full.js";
export { default } from "./convergence.full.js";
