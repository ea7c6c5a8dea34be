// The libraries that run beside ours: the adapter of each, the package whose
// version counts, and the cases that it has nothing to offer in.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../test/harness/server.mjs';

export const OURS = ['ours', 'ours-turn'];

export const libraries = {
  ours: { package: null, not: [] },
  'ours-turn': { package: null, not: ['live', 'open'] }, // there a turn is a transaction, or nothing
  yjs: { package: 'yjs', not: [] },
  'json-joy': { package: 'json-joy', not: [] },
  loro: { package: 'loro-crdt', not: [] },
  automerge: { package: '@automerge/automerge', not: ['local', 'listen'] }, // a minute for the recording: in wire only
  convergence: { package: '@convergence/convergence', not: [] },
  codemirror: { package: '@codemirror/collab', not: ['json'] },
  prosemirror: { package: 'prosemirror-collab', not: ['json', 'local', 'listen'] }, // the same
};

export const peers = Object.keys(libraries).filter((name) => !OURS.includes(name));

export function versionOf(library) {
  const { package: name } = libraries[library];
  if (name === null) return fs.readFileSync(path.join(root, 'version.txt'), 'utf8').trim();
  return JSON.parse(fs.readFileSync(path.join(root, 'bench/node_modules', name, 'package.json'), 'utf8')).version;
}
