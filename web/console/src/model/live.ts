// A model that is open with our client, as long as a page shows it. When the connection
// drops it is opened anew, with a new token: the server gives sessions of administrators
// none to reconnect with.
import type { ConvergenceDomain, RealTimeModel } from '@convergence-wasm/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { inDomain, message, Problem, realtime, send } from '../api';
import { beforeFrame } from './changes';
import { loadClient } from './client';

export interface Live {
  state: 'connecting' | 'live' | 'lost' | 'failed' | 'removed';
  /** Why it is not live. */
  reason?: string;
  model?: RealTimeModel;
  /** Counts what has happened to the model, so that who shows it does so again. */
  changes: number;
}

const again = 2000; // milliseconds until a connection that was lost is tried again

async function connect(domain: string): Promise<ConvergenceDomain> {
  const { default: Convergence } = await loadClient();
  const { token } = await send<{ token: string }>('POST', inDomain(domain, 'session-token'));
  return Convergence.reconnect(realtime(domain), token, { reconnect: { autoReconnect: false, autoReconnectOnInitial: false } });
}

const events = ['modified', 'version_changed', 'committed', 'collaborator_opened', 'collaborator_closed', 'permissions_changed'];

export function useLive(domain: string, id: string): Live {
  const [live, setLive] = useState<Live>({ state: 'connecting', changes: 0 });
  const round = useRef(0);
  useEffect(() => {
    let connected: ConvergenceDomain | undefined;
    let over = false;
    let timer = 0;
    const show = (next: Partial<Live>) => { if (!over) setLive((l) => ({ ...l, ...next })); };
    const count = () => show({ changes: ++round.current });
    const changed = () => beforeFrame(count);
    const later = (reason: string) => {
      if (over) return;
      show({ state: 'lost', reason });
      void connected?.dispose();
      connected = undefined;
      clearTimeout(timer);
      timer = setTimeout(() => void run(), again);
    };
    const run = async () => {
      let entered = false;
      try {
        const now = connected = await connect(domain);
        entered = true;
        if (over) return void now.dispose();
        for (const event of ['interrupted', 'disconnected']) now.on(event, () => { if (now === connected) later('The connection was lost.'); });
        const model = await now.models().open(id);
        for (const event of events) model.on(event, changed);
        model.on('closed', () => { if (now === connected && model.isClosing() === false && !over) later('The server closed the model.'); });
        model.on('deleted', () => {
          connected = undefined;
          void now.dispose();
          show({ state: 'removed', reason: 'The model was removed.' });
        });
        model.emitLocalEvents(true); // elements are drawn by what they say
        model.root().on('model_changed', changed);
        show({ state: 'live', reason: undefined, model, changes: ++round.current });
      } catch (error) {
        // What is refused stays refused; a server that does not answer may do so again.
        if (!entered && !(error instanceof Problem && error.status >= 400 && error.status < 500)) return later(message(error));
        void connected?.dispose();
        connected = undefined;
        show({ state: 'failed', reason: message(error), model: undefined });
      }
    };
    void run();
    return () => {
      over = true;
      clearTimeout(timer);
      void connected?.dispose();
    };
  }, [domain, id]);
  return live;
}
