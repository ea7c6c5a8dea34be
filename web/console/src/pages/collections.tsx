// Collections of models, and the rights on each.
import { useState } from 'preact/hooks';
import { getTagged, inDomain, send, type Tagged } from '../api';
import { goDomain, toDomain } from '../route';
import type { Collection, Right } from '../types';
import { confirm, openDialog } from '../ui/dialogs';
import { Field, Form, text } from '../ui/form';
import { useList, useLoaded } from '../ui/load';
import { Empty, Failed, Loading, Page, Panel } from '../ui/page';
import { RightsTable } from '../ui/rights';
import { Tag } from '../ui/show';
import { Listed } from '../ui/table';
import { say } from '../ui/toast';

const which: Right[] = ['read', 'write', 'remove', 'manage', 'create'];
/** What everybody may in a collection that is made by use. */
const usual: Right[] = ['read', 'write', 'remove', 'create'];

export function CollectionsPage({ domain }: { domain: string }) {
  const path = inDomain(domain, 'collections');
  const list = useList<Collection>(path, (c) => c.id);
  const add = () => openDialog('Create a collection', (close) => (
    <Form submit="Create collection" cancel={close} action={async (data) => {
      const id = text(data, 'id');
      await send('POST', path, { id, world: usual, users: [], groups: [] });
      close();
      goDomain(domain, 'collections', id);
      say(`Collection ${id} is created. Everybody in the domain may use it.`);
    }}>
      <Field label="Name" hint="Everybody may read, write, create and remove models in it. You change that on the next page."><input name="id" required maxLength={255} autocomplete="off" spellcheck={false} /></Field>
    </Form>
  ));
  const button = <button type="button" class="primary" onClick={add}>Create collection</button>;
  return (
    <Page title="Collections" about="Each model is in one. What is said of a collection holds for its models, unless a model has rights of its own." actions={button}>
      <Listed list={list} label="Collections"
        empty={<Empty icon="collections" title="There is no collection yet" action={button}><p>Create one, or let an application do it: by default a user creates a collection by creating a model in it.</p></Empty>}
        columns={[
          { head: 'Collection', cell: (c) => <a href={toDomain(domain, 'collections', c.id)}>{c.id}</a>, kind: 'long' },
          { head: 'Everybody may', cell: (c) => <span class="tags">{c.world.length === 0 ? <span class="quiet-text">nothing</span> : c.world.map((r) => <Tag key={r}>{r}</Tag>)}</span>, kind: 'long' },
          { head: 'Groups', cell: (c) => c.groups.length, kind: 'number', minor: true },
          { head: 'Users', cell: (c) => c.users.length, kind: 'number', minor: true },
        ]} />
    </Page>
  );
}

function CollectionRights({ domain, path, loaded, reload }: { domain: string; path: string; loaded: Tagged<Collection>; reload: () => void }) {
  const { id: _, ...given } = loaded.value;
  const [rights, setRights] = useState(given);
  return (
    <Panel title="Who may do what" flush>
      <RightsTable domain={domain} label="Rights on the collection" rights={rights} which={which} change={setRights} />
      <div class="bottom">
        <Form submit="Save rights" of={rights} disabled={rights === given} action={async () => {
          await send('PUT', path, rights, { tag: loaded.tag });
          say('The rights are saved, and hold for models that are open too.');
          reload();
        }} />
      </div>
    </Panel>
  );
}

export function CollectionPage({ domain, id }: { domain: string; id: string }) {
  const path = inDomain(domain, 'collections', id);
  const { value, problem, reload } = useLoaded(path, () => getTagged<Collection>(path));
  const remove = () => confirm({
    title: `Remove ${id}`, act: 'Remove collection', done: `Collection ${id} is removed.`,
    text: <p>A collection with models in it is not removed: remove those first.</p>,
    do: async () => { await send('DELETE', path); goDomain(domain, 'collections'); },
  });
  return (
    <Page title={id} about="These rights hold for its models, unless a model has rights of its own. Whoever made a model keeps all rights on it." back={{ href: toDomain(domain, 'collections'), text: 'Collections' }}
      actions={<><a class="button" href={toDomain(domain, 'models', 'in', id)}>Its models</a><button type="button" onClick={remove}>Remove</button></>}>
      {problem && <Failed text={problem} retry={reload} />}
      {!value ? !problem && <Loading /> : <CollectionRights key={value.tag} domain={domain} path={path} loaded={value} reload={reload} />}
    </Page>
  );
}
