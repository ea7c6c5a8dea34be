import assert from 'node:assert/strict';
import test from 'node:test';
import type { ConvergenceDomain } from '@convergence-wasm/client';
import { forgetSession, keepSession, keepWhenLeaving, takeSession } from '../src/shared/identity';

// A tab: what it keeps, and the events of its page.
const kept = new Map<string, string>();
const page = new EventTarget();
Object.assign(globalThis, {
  sessionStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => { kept.set(key, value); },
    removeItem: (key: string) => { kept.delete(key); },
  },
  addEventListener: page.addEventListener.bind(page),
  removeEventListener: page.removeEventListener.bind(page),
});
let token: string | null = 'first';
const connected = { session: () => ({ reconnectToken: () => token }) } as unknown as ConvergenceDomain;

test('a session is taken once, and for its own domain', () => {
  const session = { domain: 'acme/notes', username: 'ada', token: 't' };
  keepSession(session);
  assert.deepEqual(takeSession('acme/notes'), session);
  assert.equal(takeSession('acme/notes'), null);
  keepSession(session);
  assert.equal(takeSession('acme/other'), null);
  assert.equal(takeSession('acme/notes'), null, 'it is gone');
  kept.set('convergence.example.session', 'no JSON');
  assert.equal(takeSession('acme/notes'), null);
});

test('the token of the moment is kept when the page goes, and not before or after', () => {
  keepWhenLeaving(connected, { domain: 'acme/notes', username: 'ada', token: '' });
  assert.equal(kept.size, 0);
  token = 'second';
  page.dispatchEvent(new Event('pagehide'));
  assert.deepEqual(JSON.parse([...kept.values()][0]), { domain: 'acme/notes', username: 'ada', token: 'second' });
  page.dispatchEvent(new Event('pageshow'));
  assert.equal(kept.size, 0, 'the page is back');
  forgetSession();
  page.dispatchEvent(new Event('pagehide'));
  assert.equal(kept.size, 0, 'it was told to forget');
});

test('a token that no connection has used yet is kept again', () => {
  token = null;
  keepWhenLeaving(connected, { domain: 'acme/notes', username: 'x1', token: 'before', guest: true });
  page.dispatchEvent(new Event('pagehide'));
  assert.deepEqual(takeSession('acme/notes'), { domain: 'acme/notes', username: 'x1', token: 'before', guest: true });
  forgetSession();
});
