// What an application may import where it does not connect: it comes without the
// rest of the client. Names a file of the build for bundlers.
export { CancellationToken } from "./cancellation.js";
export { ConvergenceError, ConvergenceServerError } from "./errors.js";
export { DomainUserType } from "./identity/user-type.js";
export { LogLevel } from "./logging.js";
