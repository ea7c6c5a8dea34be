import assert from 'node:assert/strict';
import test from 'node:test';
import { problemOf } from '../src/shared/problem';

const failure = (code: string, message = '', details = {}) => Object.assign(new Error(message), { code, details });

test('each refusal leads to the field that mends it', () => {
  const fields = ['authentication_failed', 'too_many_attempts', 'anonymous_auth_disabled', 'domain_not_found', 'domain_unavailable', 'initial_connection_failed']
    .map((code) => problemOf(failure(code), 'acme/notes').field);
  assert.deepEqual(fields, ['password', 'password', 'username', 'domain', 'open', 'open']);
});

test('what is said is for people', () => {
  assert.equal(problemOf(failure('domain_not_found'), 'acme/notes').text, 'There is no domain acme/notes on this server.');
  assert.match(problemOf(failure('anonymous_auth_disabled'), 'acme/notes').text, /lets no guests in\. Sign in with an account/);
  assert.equal(problemOf(failure('domain_unavailable', 'domain acme/notes is offline for now'), 'acme/notes').text, 'Domain acme/notes is offline for now. Try again later.');
  assert.match(problemOf(failure('too_many_attempts', '', { retryAfter: 1200 }), 'a/b').text, /in 2 seconds/);
  assert.match(problemOf(failure('too_many_attempts', '', { retryAfter: 900 }), 'a/b').text, /in 1 second\./);
  assert.match(problemOf(failure('too_many_attempts'), 'a/b').text, /again later/);
});

test('what nobody expected is shown as it is', () => {
  assert.equal(problemOf(failure('domain_error', 'the store cannot be opened'), 'a/b').text, 'the store cannot be opened');
  assert.equal(problemOf('odd', 'a/b').text, 'odd');
  assert.equal(problemOf(null, 'a/b').text, 'null');
});
