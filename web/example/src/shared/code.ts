// The code of the page, beside it: the build leaves the sources in code.json.
import { setUpPanel } from './beside';

function shown(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const line of text.split(/(?<=\n)/)) {
    const comment = /^\s*(\/\/|\/\*\*|<!--)/.test(line);
    const part = document.createElement('span');
    if (comment) part.className = 'comment';
    part.textContent = line;
    fragment.append(part);
  }
  return fragment;
}

async function load(panel: HTMLElement): Promise<void> {
  const files = await (await fetch('code.json')).json() as { name: string; text: string }[];
  panel.replaceChildren(...files.map(({ name, text }, i) => {
    const file = document.createElement('details');
    file.open = i === 0;
    const summary = document.createElement('summary');
    summary.textContent = name;
    const pre = document.createElement('pre');
    pre.tabIndex = 0;
    pre.append(shown(text));
    file.append(summary, pre);
    return file;
  }));
}

export function setUpCode(): void {
  const panel = document.getElementById('source')!;
  setUpPanel(document.getElementById('code')!, panel, 'aria-expanded', () => {
    panel.focus();
    if (!panel.firstChild) load(panel).catch(() => { panel.textContent = 'The code cannot be read without the server.'; });
  });
}
