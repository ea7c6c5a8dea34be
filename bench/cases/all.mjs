// Every case that runs in Node, by its name.
import { json } from './json.mjs';
import { live } from './live.mjs';
import { open } from './open.mjs';
import { listen, local, wire } from './text.mjs';

export const cases = { local, wire, live, json, open, listen };
