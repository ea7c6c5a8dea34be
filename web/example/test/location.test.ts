import assert from 'node:assert/strict';
import test from 'node:test';
import { domainIn, isDomain, withDomain } from '../src/shared/location';

test('the address names a domain, or means the one of --dev', () => {
  assert.equal(domainIn(''), 'convergence/default');
  assert.equal(domainIn('?domain=acme/notes&id=x'), 'acme/notes');
  assert.equal(domainIn('?domain=acme%2Fnotes'), 'acme/notes');
  assert.equal(domainIn('?domain='), 'convergence/default');
});

test('a name of a domain has two parts, which an address can have as they are', () => {
  for (const good of ['acme/notes', 'a/b', 'A.c-m_e/1']) assert.ok(isDomain(good), good);
  for (const bad of ['', 'acme', 'acme/', '/notes', 'acme/notes/more', 'acme/no tes', '../notes', 'acme/notes?x', 'acme/no#tes', `acme/${'x'.repeat(64)}`]) {
    assert.ok(!isDomain(bad), bad);
  }
});

test('a domain is put into an address, and everything else stays', () => {
  const at = 'http://localhost:8000/example/';
  assert.equal(withDomain(`${at}#minutes`, 'acme/notes'), `${at}?domain=acme/notes#minutes`);
  assert.equal(withDomain(`${at}?id=x&domain=a/b`, 'acme/notes'), `${at}?domain=acme/notes&id=x`);
  assert.equal(withDomain(`${at}?domain=a/b#minutes`, 'convergence/default'), `${at}#minutes`);
  assert.equal(domainIn(new URL(withDomain(at, 'acme/notes')).search), 'acme/notes');
});
