// Administers a server with types that are made from its OpenAPI document: what the document
// says and the server does is what a program that follows it compiles and finds.
import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { components, paths } from './build/openapi.js';

type Domain = components['schemas']['DomainEntry'];

const url = process.env.SERVER;
assert(url, 'SERVER is the address of a server');
const api = createClient<paths>({ baseUrl: `${url}/api/rest/v1` });

/** What was answered, or an error with what the problem says. */
function must<T>(answer: { data?: T; error?: { detail?: string }; response: Response }): T {
  if (answer.error !== undefined) throw new Error(`${answer.response.status}: ${answer.error.detail}`);
  return answer.data as T;
}

const session = must(await api.POST('/auth/login', { body: { name: 'root', password: process.env.PASSWORD ?? '' } }));
api.use({ onRequest({ request }) { request.headers.set('Authorization', `Bearer ${session.token}`); } });

const domains: Domain[] = must(await api.GET('/domains', {})).items;
assert.deepEqual(domains.map((d) => `${d.namespace}/${d.id}`), ['convergence/default']);

const path = { namespace: 'convergence', domain: 'default' };
const made = must(await api.POST('/domains/{namespace}/{domain}/users', {
  params: { path }, body: { name: 'grace', displayName: 'Grace', email: 'grace@example.org', password: 'long enough' },
}));
assert.equal(made.displayName, 'Grace');

// The first puts the model there, the second changes it: one element, not all of them.
const model = { path: { ...path, model: 'made' } };
for (const [status, title] of [[201, 'a'], [200, 'b']] as const) {
  const put = await api.PUT('/domains/{namespace}/{domain}/models/{model}', {
    params: model, body: { collection: 'papers', data: { title, words: [1, 'two', null] } },
  });
  must(put);
  assert.equal(put.response.status, status);
}
const read = must(await api.GET('/domains/{namespace}/{domain}/models/{model}', { params: model }));
assert.equal(read.version, 2);
assert.deepEqual(read.data, { title: 'b', words: [1, 'two', null] });

// A change of what somebody else has changed is refused, with a problem that has a type too.
const seen = await api.GET('/domains/{namespace}/{domain}', { params: { path } });
const { namespace, id, created, ...settings } = must(seen);
const quotas = { ...settings.quotas, models: 10 };
must(await api.PUT('/domains/{namespace}/{domain}', {
  params: { path, header: { 'If-Match': seen.response.headers.get('ETag') ?? '' } }, body: { ...settings, quotas, availability: 'online' },
}));
const late = await api.PUT('/domains/{namespace}/{domain}', {
  params: { path, header: { 'If-Match': seen.response.headers.get('ETag') ?? '' } }, body: settings,
});
assert.equal(late.error?.status, 412);
assert.equal(`${namespace}/${id}`, 'convergence/default');
assert(Date.parse(created) > 0);

// @ts-expect-error there is no such setting: the types are no mere decoration
const wrong = await api.PUT('/domains/{namespace}/{domain}', { params: { path }, body: { ...settings, emails: 'sometimes' } });
assert.equal(wrong.error?.status, 422);
console.log('a program with generated types has listed domains, made a user and a model, and changed settings');
