// The document as it was at any of its versions, with a slider. The server keeps all operations, so
// this needs a connection.
import type { ConvergenceDomain, HistoricalModel } from '@convergence-wasm/client';

const when = new Intl.DateTimeFormat([], { dateStyle: 'medium', timeStyle: 'medium' });
const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;

/** Sets up the button that shows the history. `takeBack` gives the document a text that it had. */
export function setUpHistory(domain: ConvergenceDomain, id: string, takeBack: (text: string) => void): void {
  const [panel, shown, version, says] = [element('past'), element('past-text'), element<HTMLInputElement>('version'), element<HTMLOutputElement>('when')];
  const [button, back] = [element('history'), element<HTMLButtonElement>('take-back')];
  let past: HistoricalModel | null = null;

  const textOf = (of: HistoricalModel) => String(of.elementAt('text').value());
  const draw = () => {
    if (!past) return;
    shown.textContent = textOf(past);
    says.textContent = `Version ${past.version()} of ${past.maxVersion()}, ${when.format(past.time())}`;
  };
  // A hand moves the slider more often than versions come.
  let playing = false;
  const play = async () => {
    if (playing || !past) return;
    playing = true;
    try {
      for (let to = NaN; past && to !== version.valueAsNumber;) await past.playTo(to = version.valueAsNumber);
      draw();
    } catch (error) {
      says.textContent = `The history cannot be read now: ${(error as Error).message}`;
    }
    playing = false;
  };
  const open = async () => {
    says.textContent = 'Reading the history';
    shown.textContent = '';
    try {
      past = await domain.models().history(id);
    } catch (error) {
      says.textContent = `The history cannot be read now: ${(error as Error).message}`;
      return;
    }
    version.min = '1'; // as the model was made
    version.max = String(past.maxVersion());
    version.value = version.max;
    draw();
    version.focus();
  };
  button.addEventListener('click', () => {
    panel.hidden = !panel.hidden;
    button.setAttribute('aria-expanded', String(!panel.hidden));
    past = null;
    if (!panel.hidden) void open();
  });
  version.addEventListener('input', play);
  back.addEventListener('click', () => {
    if (!past) return;
    takeBack(textOf(past));
    button.click();
  });
}
