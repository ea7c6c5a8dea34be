// Says how the page is connected and whether everything typed is saved.
import type { ConnectionFailedEvent, ConvergenceDomain, RealTimeModel } from '@convergence-wasm/client';

const words: Record<string, string> = {
  starting: 'Starting',
  connecting: 'Connecting',
  connected: 'Connected',
  interrupted: 'Offline, your edits are kept',
  unavailable: 'Domain offline, your edits are kept',
  disconnected: 'Disconnected',
  failed: 'Not opened',
};

export function showState(state: string, why = ''): void {
  const pill = document.getElementById('state')!;
  pill.dataset.state = state;
  pill.title = why;
  document.getElementById('state-text')!.textContent = words[state];
}

// While an interrupted connection is being restored, `connecting` would flicker
// between every two tries, so the pill says "Offline" until it is back, and that it
// is the domain when the server says so.
export function watchConnection(domain: ConvergenceDomain): void {
  domain.on('connected', () => showState('connected'));
  domain.on('interrupted', () => showState('interrupted'));
  domain.on('disconnected', () => showState('disconnected'));
  domain.on('connection_failed', (event) => {
    const { code, message } = event as ConnectionFailedEvent;
    if (code === 'domain_unavailable') showState('unavailable', message);
  });
}

export function watchSaving(model: RealTimeModel): void {
  const saved = document.getElementById('saved')!;
  const show = (text: string) => { saved.textContent = text; };
  let offline = !model.session().isConnected();
  const waiting = () => (model.saved() === 'device' ? 'Kept here, will be sent' : 'Will be sent');
  const refresh = () => show(model.isCommitted() ? 'Saved' : offline ? waiting() : 'Saving');
  model.on('modified', refresh).on('committed', refresh);
  model.on('offline', () => { offline = true; refresh(); });
  model.on('online', () => { offline = false; refresh(); });
  model.on('deleted', () => show(''));
  model.savedAsObservable().subscribe(refresh); // at once, too
}

/** Says something above the document until the next call: as a fact, or as a failure, with what one may do about it. */
export function notice(text: string, { failed = false, act }: { failed?: boolean; act?: Node } = {}): void {
  const element = document.getElementById('notice')!;
  element.replaceChildren(...(act ? [text, ' ', act] : [text]));
  element.classList.toggle('failed', failed);
  element.hidden = text === '';
}
