// What all pages do: sign the visitor in, open the document of the address, and show who is
// there, whether it is saved, and the code of the page.
import type { ConvergenceDomain, RealTimeElement, RealTimeModel } from '@convergence-wasm/client';
import { setUpSecondPane } from './beside';
import { setUpCode } from './code';
import { notice, showState, watchSaving } from './connection';
import { setUpInspector } from './inspect';
import { setUpLine } from './line';
import { documentId, setUpCopyLink, showDomain } from './location';
import { showPeople } from './people';
import { notOpened } from './problem';
import { followRights } from './rights';
import { hideSeen } from './seen';
import { changeIdentity, signIn } from './sign-in';
import { setUpTheme } from './theme';

export type Opened = Awaited<ReturnType<typeof openDocument>>;

/** Opens the document, or makes it with `data`; with `offline` an account also opens it without a network, from a store. `watch` is for when the page shows it: from then on it says what becomes of it, and tells `allow` whether `part` may be edited. */
export async function openDocument(collection: string, data: object, { offline = false } = {}) {
  const id = documentId();
  document.getElementById('document-id')!.textContent = id;
  Convergence.preload().catch(() => {}); // while the name is typed; connecting says what is wrong
  const entered = await signIn(offline);
  showDomain(entered.domain, id);
  const open = () => entered.connected.models().openAutoCreate({ collection, id, data });
  const model: RealTimeModel = await open().catch(async (error: { code?: string }) => {
    if (error.code !== 'offline') throw error;
    await online(entered.connected); // the store has it not, or not yet
    return open();
  }).catch((error: { code?: string }) => {
    if (error.code === 'unauthorized') hideSeen(entered.domain, id);
    throw error;
  });
  setUpInspector(entered.connected, model);
  const watch = (part: RealTimeElement, allow: (may: boolean) => void) => {
    takeOpening();
    const says = entered.username ? 'Your account' : 'Change your name';
    showPeople(document.getElementById('people')!, model, says, () => void changeIdentity(entered));
    watchSaving(model);
    followRights(entered.connected, model, part, allow);
  };
  return { model, id, domain: entered.connected, entered, watch };
}

/** Waits for a connection, and says so when that is not at once. */
async function online(domain: ConvergenceDomain): Promise<void> {
  if (domain.isConnected()) return;
  const slow = setTimeout(() => notice('This browser has not kept the document: it opens when there is a connection.'), 2000);
  await new Promise((resolve) => { domain.on('connected', resolve); });
  clearTimeout(slow);
  notice('');
}

/** A link to a document that one may write in. */
function fresh(): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = document.querySelector<HTMLAnchorElement>('.brand')!.href;
  link.textContent = document.querySelector<HTMLAnchorElement>('.brand')!.title;
  return link;
}

/** Takes away what is read until the document is there. */
function takeOpening(): void {
  document.querySelector('.opening')?.remove();
}

/** Starts a page, which says so when that fails. */
export function runPage(start: () => Promise<void>): void {
  setUpTheme();
  setUpCopyLink();
  setUpCode();
  setUpSecondPane();
  setUpLine();
  addEventListener('hashchange', () => location.reload());
  start().catch((error: unknown) => {
    takeOpening();
    showState('failed');
    notice(notOpened(error, 'Convergence' in window), { failed: true, act: fresh() });
  });
}
