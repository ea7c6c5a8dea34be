// Groups of users, who have rights together.
import { get, inDomain, query, send } from '../api';
import type { Group, Member } from '../types';
import { attempt, confirm, openDialog } from '../ui/dialogs';
import { Field, Form, text } from '../ui/form';
import { useList, useLoaded } from '../ui/load';
import { Members } from '../ui/members';
import { Empty, Loading, Page } from '../ui/page';
import { plural } from '../ui/show';
import { Listed } from '../ui/table';
import { say } from '../ui/toast';

function GroupMembers({ path, id, changed }: { path: string; id: string; changed: () => void }) {
  const one = `${path}/${encodeURIComponent(id)}`;
  const { value: group, problem, reload } = useLoaded(one, () => get<Group>(one));
  if (!group) return problem ? <p class="problem">{problem}</p> : <Loading />;
  const member = (m: Member) => query(`${one}/members/${encodeURIComponent(m.name)}`, { type: m.type });
  const again = () => { reload(); changed(); };
  const out = async (m: Member) => {
    await attempt(async () => { await send('DELETE', member(m)); say(`${m.name} is removed from ${id}.`); });
    again();
  };
  return (
    <Members members={group.members} empty="It has no members yet." remove={(m) => void out(m)} add={async (name) => {
      await send('PUT', member({ type: 'normal', name }));
      say(`${name} is added to ${id}.`);
      again();
    }} />
  );
}

export function GroupsPage({ domain }: { domain: string }) {
  const path = inDomain(domain, 'groups');
  const list = useList<Group>(path, (g) => g.id);
  const add = () => openDialog('Create a group', (close) => (
    <Form submit="Create group" cancel={close} action={async (data) => {
      await send('POST', path, { id: text(data, 'id'), description: text(data, 'description') });
      close();
      say(`Group ${text(data, 'id')} is created.`);
      list.reload();
    }}>
      <Field label="Name"><input name="id" required maxLength={255} autocomplete="off" spellcheck={false} /></Field>
      <Field label="Description"><input name="description" maxLength={1000} autocomplete="off" /></Field>
    </Form>
  ));
  const describe = (g: Group) => openDialog(`Edit ${g.id}`, (close) => (
    <Form submit="Save" cancel={close} action={async (data) => {
      await send('PUT', `${path}/${encodeURIComponent(g.id)}`, { description: text(data, 'description') });
      close();
      say(`Group ${g.id} is changed.`);
      list.reload();
    }}>
      <Field label="Description"><input name="description" maxLength={1000} defaultValue={g.description} autocomplete="off" /></Field>
    </Form>
  ));
  const remove = (g: Group) => confirm({
    title: `Remove ${g.id}`, act: 'Remove group', done: `Group ${g.id} is removed.`,
    text: <p>The rights that it has on collections and models go with it. Its {plural(g.members.length, 'member')} stay users.</p>,
    do: async () => { await send('DELETE', `${path}/${encodeURIComponent(g.id)}`); list.reload(); },
  });
  const button = <button type="button" class="primary" onClick={add}>Create group</button>;
  return (
    <Page title="Groups" about="Users who are given rights together." actions={button}>
      <Listed list={list} label="Groups"
        empty={<Empty icon="groups" title="There is no group yet" action={button}><p>Create one, add users to it, and give it rights on a collection.</p></Empty>}
        columns={[
          { head: 'Group', cell: (g) => g.id, kind: 'long' },
          { head: 'Description', cell: (g) => g.description || <span class="quiet-text">none</span>, kind: 'long', minor: true },
          { head: 'Members', cell: (g) => g.members.length, kind: 'number' },
          {
            head: 'Actions', kind: 'acts', cell: (g) => (
              <>
                <button type="button" aria-label={`Members of ${g.id}`} onClick={() => openDialog(`Members of ${g.id}`, () => <GroupMembers path={path} id={g.id} changed={list.reload} />)}>Members</button>
                <button type="button" aria-label={`Edit ${g.id}`} onClick={() => describe(g)}>Edit</button>
                <button type="button" aria-label={`Remove ${g.id}`} onClick={() => remove(g)}>Remove</button>
              </>
            ),
          },
        ]} />
    </Page>
  );
}
