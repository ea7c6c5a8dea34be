import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import test, { beforeEach } from 'node:test';

// A browser, a tab and a page of it.
const storage = () => {
  const kept: Record<string, string> = {};
  const methods = { getItem: (key: string) => kept[key] ?? null, setItem: (key: string, value: string) => { kept[key] = value; }, removeItem: (key: string) => { delete kept[key]; } };
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(kept, name, { value });
  return kept as Record<string, string> & typeof methods;
};
const page = new EventTarget();
setMaxListeners(100, page);
const document = Object.assign(new EventTarget(), { visibilityState: 'visible', getElementById: () => null });
setMaxListeners(100, document);
Object.assign(globalThis, { document, addEventListener: page.addEventListener.bind(page), removeEventListener: page.removeEventListener.bind(page) });
const at = (address: string) => Object.assign(globalThis, { location: new URL(address) });
const { forgetSeen, hideSeen, keepSeen, lastSeen } = await import('../src/shared/seen');
const { keepSession, rememberName } = await import('../src/shared/identity');

const domain = 'convergence/default';
let text = '';
const keep = (id: string, account = '', of = domain) => {
  keepSeen(of, id, account, () => text);
  page.dispatchEvent(new Event('pagehide'));
};
beforeEach(() => {
  Object.assign(globalThis, { localStorage: storage(), sessionStorage: storage() });
  at('http://localhost/example/#a');
  text = 'Hello';
});

test('a guest who comes back sees the text of the document of the address', () => {
  rememberName('Ada');
  keep('a');
  assert.equal(lastSeen(), 'Hello');
  at('http://localhost/example/#b');
  assert.equal(lastSeen(), null);
  at('http://localhost/example/?domain=acme/notes#a');
  assert.equal(lastSeen(), null);
  at('http://localhost/example/');
  assert.equal(lastSeen(), null);
});

test('nobody sees what somebody else has seen', () => {
  keep('a', 'ada');
  assert.equal(lastSeen(), null, 'nobody is known');
  rememberName('Bob');
  assert.equal(lastSeen(), null, 'a guest');
  keepSession({ domain, username: 'bob', token: 't' });
  assert.equal(lastSeen(), null, 'another account');
  keepSession({ domain, username: 'ada', token: 't' });
  assert.equal(lastSeen(), 'Hello');
  forgetSeen();
  assert.equal(lastSeen(), null, 'signed out');
});

test('what may not be read any more, and what is too long, is not kept', () => {
  rememberName('Ada');
  keep('a');
  text = '';
  page.dispatchEvent(new Event('pagehide'));
  assert.equal(lastSeen(), null);
  text = 'x'.repeat(200_001);
  page.dispatchEvent(new Event('pagehide'));
  assert.equal(lastSeen(), null);
  text = 'Hello';
  document.visibilityState = 'hidden';
  document.dispatchEvent(new Event('visibilitychange'));
  assert.equal(lastSeen(), 'Hello');
  hideSeen(domain, 'a');
  assert.equal(lastSeen(), null);
});

test('twenty documents are kept', () => {
  rememberName('Ada');
  const now = Date.now;
  let time = 0;
  Date.now = () => ++time;
  for (let i = 0; i < 25; i++) {
    keepSeen(domain, `d${i}`, '', () => `text ${i}`);
  }
  page.dispatchEvent(new Event('pagehide'));
  Date.now = now;
  assert.equal(Object.keys(localStorage).filter((key) => key.includes('.seen.')).length, 20);
  at('http://localhost/example/#d24');
  assert.equal(lastSeen(), 'text 24');
});

test('where nothing may be kept, nothing is seen and nothing fails', () => {
  Object.assign(globalThis, { localStorage: new Proxy({}, { get() { throw new Error('SecurityError'); }, ownKeys() { throw new Error('SecurityError'); } }) });
  keep('a');
  assert.equal(lastSeen(), null);
  forgetSeen();
  hideSeen(domain, 'a');
});
