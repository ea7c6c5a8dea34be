// The models of a domain: finding one, making one.
import { useState } from 'preact/hooks';
import { get, inDomain, query, send, server } from '../api';
import { goDomain, toDomain } from '../route';
import type { Collection, FoundModel, Model, ModelData } from '../types';
import { openDialog } from '../ui/dialogs';
import { Field, Form, json, text } from '../ui/form';
import { useList, useLoaded } from '../ui/load';
import { Empty, Page } from '../ui/page';
import { When } from '../ui/show';
import { Listed, Table } from '../ui/table';
import { say } from '../ui/toast';

const address = (domain: string, id: string) => toDomain(domain, 'models', 'model', id);

function Add({ domain, collection, close }: { domain: string; collection: string; close: () => void }) {
  return (
    <Form submit="Create model" cancel={close} action={async (data) => {
      const value = json(data, 'data');
      const id = text(data, 'id');
      const made = await send<ModelData>('POST', inDomain(domain, 'models'), { collection: text(data, 'collection'), data: value, ...(id ? { id } : {}) });
      close();
      goDomain(domain, 'models', 'model', made.id);
      say(`Model ${made.id} is created.`);
    }}>
      <div class="pair">
        <Field label="Collection" hint="Created when it does not exist"><input name="collection" required defaultValue={collection} maxLength={255} autocomplete="off" spellcheck={false} /></Field>
        <Field label="Id" hint="Leave it empty for a random one"><input name="id" maxLength={255} autocomplete="off" spellcheck={false} /></Field>
      </div>
      <Field label="Data" hint="A JSON object"><textarea name="data" rows={8} spellcheck={false} defaultValue={'{\n  "title": "",\n  "text": ""\n}'} /></Field>
    </Form>
  );
}

/** Where the server has the documentation, the page about queries. */
const language = new URL('docs/guide/queries.html', server).href;

/** A name as queries have it. */
const quoted = (name: string) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name}\``);

function Query({ domain, collection }: { domain: string; collection: string }) {
  const { value: documented } = useLoaded(language, async () => (await fetch(language, { method: 'HEAD' })).ok);
  const [found, setFound] = useState<{ items: FoundModel[]; total: number } | undefined>();
  return (
    <details class="panel query">
      <summary>Find models by what is in them</summary>
      <Form submit="Find" action={async (data) => setFound(await send('POST', inDomain(domain, 'model-query'), { query: text(data, 'query') }))}>
        <Field label="Query" hint={<>{documented ? <a href={language} target="_blank" rel="noopener">The query language</a> : 'The query language'} is that of the clients. With a condition: <code>WHERE title LIKE '%plan%'</code></>}><textarea name="query" rows={2} spellcheck={false} required defaultValue={`SELECT * FROM ${quoted(collection)} LIMIT 50`} /></Field>
      </Form>
      {found && <p role="status" class="hint">{found.total === 0 ? 'Nothing fits.' : `${found.total} found.`}</p>}
      {found && found.items.length > 0 && (
        <Table label="Found models" items={found.items} id={(m) => m.id} columns={[
          { head: 'Model', cell: (m) => <a href={address(domain, m.id)}>{m.id}</a>, kind: 'long' },
          { head: 'Version', cell: (m) => m.version, kind: 'number' },
          { head: 'Changed', cell: (m) => <When time={m.modified} />, minor: true },
        ]} />
      )}
    </details>
  );
}

export function ModelsPage({ domain, collection = '' }: { domain: string; collection?: string }) {
  const path = inDomain(domain, 'models');
  const list = useList<Model>(query(path, { collection }), (m) => m.id);
  const collections = useList<Collection>(inDomain(domain, 'collections'), (c) => c.id);
  const button = <button type="button" class="primary" onClick={() => openDialog('Create a model', (close) => <Add domain={domain} collection={collection} close={close} />, true)}>Create model</button>;
  const all = [...new Set([...(collections.items ?? []).map((c) => c.id), ...(collection ? [collection] : [])])];
  return (
    <Page title="Models" about="Documents that people edit together." actions={button}>
      <div class="bar">
        <div class="grow">
          <select aria-label="Collection" value={collection} onChange={(e) => goDomain(domain, 'models', ...(e.currentTarget.value ? ['in', e.currentTarget.value] : []))}>
            <option value="">All collections</option>
            {all.map((c) => <option key={c} value={c} selected={c === collection}>{c}</option>)}
          </select>
        </div>
        <div class="grow">
          <Form submit="Open" plain action={async (data) => {
            const id = text(data, 'id');
            await get(inDomain(domain, 'models', id));
            goDomain(domain, 'models', 'model', id);
          }}>
            <input name="id" required aria-label="Id of a model" placeholder="Id of a model" autocomplete="off" spellcheck={false} />
          </Form>
        </div>
      </div>
      {all.length > 0 && <Query key={collection || all[0]} domain={domain} collection={collection || all[0]} />}
      <Listed list={list} label="Models"
        empty={(
          <Empty icon="models" title={collection ? 'No model is in this collection' : 'There is no model yet'} action={button}>
            <p>Applications create them with <code>domain.models().openAutoCreate()</code>. You can create one here, and see it change when somebody edits it.</p>
          </Empty>
        )}
        columns={[
          { head: 'Model', cell: (m) => <a href={address(domain, m.id)}>{m.id}</a>, kind: 'long' },
          { head: 'Collection', cell: (m) => m.collection, kind: 'long' },
          { head: 'Version', cell: (m) => m.version, kind: 'number' },
          { head: 'Changed', cell: (m) => <When time={m.modified} />, minor: true },
          { head: 'Created', cell: (m) => <When time={m.created} />, minor: true },
        ]} />
    </Page>
  );
}
