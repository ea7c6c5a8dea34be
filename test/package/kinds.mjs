// What the set-ups have in common: an application that is built, one that a
// development server has, and a program that is run.
import path from 'node:path';
import { inFolder, serving } from './folder.mjs';
import { freePort } from '../harness/server.mjs';
import { site } from './site.mjs';

/** A page made by commands, in a folder `out`, served as files. */
export const built = (commands, out = '.', options = {}) => async (folder, context) => {
  for (const command of commands) await inFolder(folder, command);
  const server = await site(path.join(folder, out), options);
  try {
    await context.drive(`${server.url}/${options.path ?? ''}`);
  } finally {
    server.close();
  }
};

/** A page of a tool's own server; `command(port)` starts it. */
export const served = (command, commands = [], place = '') => async (folder, context) => {
  for (const first of commands) await inFolder(folder, first);
  const port = await freePort();
  const url = `http://localhost:${port}/${place}`;
  const close = await serving(folder, command(port), url);
  try {
    await context.drive(url);
  } finally {
    close();
  }
};

/** A program that prints the text; `commands` come before. */
export const executed = (command, commands = []) => async (folder, context) => {
  for (const first of commands) await inFolder(folder, first);
  context.expect(await inFolder(folder, command, context.environment));
};

/** Commands that only have to succeed. */
export const checked = (...commands) => async (folder) => {
  for (const command of commands) await inFolder(folder, command);
};
