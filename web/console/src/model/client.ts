// Our client, which is loaded when the first model is opened: most visits need none.
import type * as client from '@convergence-wasm/client';
import { server } from '../api';

let loading: Promise<typeof client> | undefined;

function load(): Promise<typeof client> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL('client/convergence.global.min.js', server).href;
    script.onload = () => resolve((globalThis as unknown as { Convergence: typeof client }).Convergence);
    script.onerror = () => {
      script.remove();
      loading = undefined; // it may be there the next time
      reject(new Error('The server has no client to edit with. Run: make build'));
    };
    document.head.append(script);
  });
}

export function loadClient(): Promise<typeof client> {
  loading ??= load();
  return loading;
}
