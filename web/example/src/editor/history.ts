// The document as it was at any of its versions, with a slider; versions with names, and a version made the
// present one again. The server keeps all operations, so this needs a connection.
import type { ConvergenceDomain, HistoricalModel, RealTimeModel } from '@convergence-wasm/client';

const when = new Intl.DateTimeFormat([], { dateStyle: 'medium', timeStyle: 'medium' });
const element = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;

/** Sets up the button that shows the history. */
export function setUpHistory(domain: ConvergenceDomain, model: RealTimeModel): void {
  const [panel, shown, version, says] = [element('past'), element('past-text'), element<HTMLInputElement>('version'), element<HTMLOutputElement>('when')];
  const [button, back] = [element('history'), element<HTMLButtonElement>('take-back')];
  const [naming, name, list, answer] = [element<HTMLFormElement>('naming'), element<HTMLInputElement>('version-name'), element<HTMLUListElement>('named'), element<HTMLOutputElement>('naming-says')];
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
    answer.textContent = '';
    const may = model.isOpen() && model.permissions().write; // who may read only looks
    naming.hidden = !may;
    back.hidden = !may;
    try {
      past = await domain.models().history(model.modelId());
    } catch (error) {
      says.textContent = `The history cannot be read now: ${(error as Error).message}`;
      return;
    }
    version.min = '1'; // as the model was made
    version.max = String(past.maxVersion());
    version.value = version.max;
    draw();
    version.focus();
    await attempt(drawNames);
  };

  /** Does something with names, and says why it cannot be done. */
  const attempt = async (act: () => Promise<void>) => {
    answer.textContent = '';
    try {
      await act();
    } catch (error) {
      answer.textContent = (error as { code?: string }).code === 'version_already_exists' ? 'Another version has that name.' : (error as Error).message;
    }
  };
  const drawNames = async () => {
    const all = await (await model.versions()).list();
    const may = !naming.hidden;
    list.replaceChildren(...all.map((named) => {
      const item = document.createElement('li');
      const show = document.createElement('button');
      show.type = 'button';
      show.textContent = named.name;
      show.title = `Version ${named.version}, named ${when.format(named.time)}`;
      show.addEventListener('click', () => {
        // One that came after the history was opened is beyond the slider.
        if (named.version > Number(version.max)) return void open();
        version.value = String(named.version);
        void play();
      });
      item.append(show);
      if (may) {
        const remove = document.createElement('button');
        remove.type = 'button';
        remove.textContent = '×';
        remove.setAttribute('aria-label', `Remove the name ${named.name}`);
        remove.addEventListener('click', () => attempt(async () => {
          await (await model.versions()).remove(named.name);
          await drawNames();
          version.focus();
        }));
        item.append(remove);
      }
      return item;
    }));
  };

  button.addEventListener('click', () => {
    panel.hidden = !panel.hidden;
    button.setAttribute('aria-expanded', String(!panel.hidden));
    past = null;
    if (!panel.hidden) void open();
  });
  version.addEventListener('input', play);
  naming.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!past) return;
    const at = past.version();
    void attempt(async () => {
      await (await model.versions()).name(name.value.trim(), at);
      naming.reset();
      await drawNames();
    });
  });
  back.addEventListener('click', () => {
    const to = past?.version();
    if (to === undefined) return;
    void attempt(async () => {
      await model.restore(to); // others and the editor hear of it as of any edit
      if (!panel.hidden) button.click();
    });
  });
}
