// The page loads the client by script tag, which defines one global: everything
// that the package exports.
import type * as client from '@convergence-wasm/client';

declare global {
  const Convergence: typeof client;
}
