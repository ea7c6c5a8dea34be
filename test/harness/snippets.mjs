// The snippets of the pages in docs/, with what a comment before them says of how they
// are run:
//   <!-- given NAME: code -->  anywhere in a page: what NAME is where a snippet uses it
//   <!-- before: code -->      runs before the snippet, in its scope
//   <!-- after: code -->       runs after it: what somebody else does, and what must hold then
//   <!-- file: name -->        the snippet is a file of the quick start that it stands in
//   <!-- stays -->             a command that does not end by itself
//   <!-- not run: reason -->
// A line of a snippet that ends in a comment with an arrow, // → text, prints that text.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './server.mjs';

const PIECE = /^<!-- (given|before|after|file|stays|not run)(?: (\w+))?:? ?([^]*?)-->\n|^( *)```(\w*)[^\n]*\n([^]*?)^ *```$/gm;
/** Languages of what is run or, of ts, compiled. */
export const RUN = new Set(['js', 'html', 'jsx', 'sh', 'ts']);
/** Those of data and output, which only show what is there. */
const SHOWN = new Set(['', 'json', 'toml', 'yaml']);

/** Pages whose snippets other tests run: programs_test.go and go_test.go of test/docs, in Node and Go. */
const ELSEWHERE = new Set(['programs.md', 'go.md']);

/** The pages, as names below the repository. */
export function pages() {
  const all = fs.readdirSync(path.join(root, 'docs'), { recursive: true }).filter((name) => name.endsWith('.md') && !ELSEWHERE.has(name) && !/(^|\/)(node_modules|api)\//.test(name));
  return all.map((name) => `docs/${name}`).sort();
}

/** The snippets of a page: `{ page, line, language, text, given, before, after, file, stays, reason }`. */
export function snippets(page) {
  const text = fs.readFileSync(path.join(root, page), 'utf8');
  const found = [];
  const given = new Map();
  const fences = text.match(/^ *(?:```|~~~)/gm)?.length ?? 0;
  let next = {};
  for (const match of text.matchAll(PIECE)) {
    const [, kind, name, comment, indent, language, code] = match;
    if (kind === 'given') given.set(name, comment.trim());
    else if (kind !== undefined) next[kind === 'not run' ? 'reason' : kind] = comment.trim();
    else {
      const line = text.slice(0, match.index).split('\n').length;
      const unindented = code.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
      found.push({ page, line, heading: headingAbove(text, match.index), language, text: unindented, given, ...next });
      next = {};
    }
  }
  // What is not found here would be tested by nobody.
  if (fences !== 2 * found.length) throw new Error(`${page} has ${fences} fences around ${found.length} snippets`);
  for (const { language, line } of found) {
    if (!RUN.has(language) && !SHOWN.has(language)) throw new Error(`${page}:${line}: who runs ${language}?`);
  }
  return found;
}

/** The heading of second rank above a place in a page. */
function headingAbove(text, index) {
  return [...text.slice(0, index).matchAll(/^## (.*)$/gm)].at(-1)?.[1] ?? '';
}

/** What a snippet says that it prints. */
export const printed = (text) => [...text.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => line);

const uses = (code, name) => new RegExp(`(?<![.\\w'"$])${name}\\b(?!['":\\w])`).test(code.replaceAll(/\/\/ .*$/gm, ''));
const declares = (code, name) => new RegExp(`\\b(const|let|function|class)\\s+(${name}\\b|[{[][^}\\]=]*\\b${name}\\b)|\\bimport\\b[^;']*\\b${name}\\b`).test(code);

/** The code of a module that runs a snippet with all that it takes for granted. */
export function moduleOf(snippet, standard) {
  const { text, before = '', after = '' } = snippet;
  const own = `${before}\n${text}\n${after}`;
  const known = new Map([...standard, ...snippet.given]);
  const seen = new Set();
  const bring = (code, lines = []) => {
    for (const [name, what] of known) {
      if (seen.has(name) || !uses(code, name) || declares(own, name)) continue;
      seen.add(name);
      bring(what, lines);
      lines.push(what);
    }
    return lines.join('\n');
  };
  // What only comes after it is not there before: somebody else who opens the model.
  return [bring(`${before}\n${text}`), before, text, bring(after), after].join('\n');
}
