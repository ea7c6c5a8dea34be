// The code of the page, beside it: the build leaves the sources in code.json.
import { setUpPanel } from './beside';

// Enough of the syntax to find one's way by: comments, strings, words of the language, and tags.
const syntax = /(?<comment>\/\/[^\n]*|\/\*[^]*?\*\/|<!--[^]*?-->)|(?<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|(?<tag><\/?[A-Za-z][\w-]*(?=[\s/>])(?!.*=>))|\b(?<word>abstract|as|async|await|break|case|catch|class|const|continue|default|delete|else|export|extends|false|finally|for|from|function|if|implements|import|in|instanceof|interface|let|new|null|of|private|readonly|return|static|super|switch|this|throw|true|try|type|typeof|undefined|void|while)\b(?!\s*[:?]|['-])/g;

function shown(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let end = 0;
  for (const found of text.matchAll(syntax)) {
    const part = document.createElement('span');
    [part.className] = Object.entries(found.groups!).find(([, one]) => one !== undefined)!;
    part.textContent = found[0];
    fragment.append(text.slice(end, found.index), part);
    end = found.index + found[0].length;
  }
  fragment.append(text.slice(end));
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
