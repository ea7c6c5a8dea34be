// Users of a domain, and its administrators, who are kept in the same way.
import { useState } from 'preact/hooks';
import { getTagged, inDomain, query, send, type Tagged } from '../api';
import type { User } from '../types';
import { attempt, confirm, openDialog } from '../ui/dialogs';
import { Check, Field, Form, NewPassword, password, text } from '../ui/form';
import { useList } from '../ui/load';
import { Empty, Page } from '../ui/page';
import { Search } from '../ui/search';
import { Tag } from '../ui/show';
import { Listed } from '../ui/table';
import { say } from '../ui/toast';

interface Kind { folder: string; title: string; one: string; about: string; empty: string; icon: 'users' | 'administrators' }

const users: Kind = {
  folder: 'users', title: 'Users', one: 'user', icon: 'users', about: 'People who sign in to the applications of this domain.',
  empty: 'Create one with a password. Or add a token key: then your own server signs people in, and they appear here by themselves.',
};
const administrators: Kind = {
  folder: 'administrators', title: 'Administrators', one: 'administrator', icon: 'administrators',
  about: 'They may do everything in this domain, here and in its applications. Administrators of the whole server need not be among them.',
  empty: 'Create one for somebody who is to look after this domain only.',
};

function Profile({ user }: { user?: User }) {
  return (
    <>
      <Field label="Display name" hint={user ? undefined : 'Default: the name'}><input name="displayName" defaultValue={user?.displayName} autocomplete="off" /></Field>
      <div class="pair">
        <Field label="First name"><input name="firstName" defaultValue={user?.firstName} autocomplete="off" /></Field>
        <Field label="Last name"><input name="lastName" defaultValue={user?.lastName} autocomplete="off" /></Field>
      </div>
      <Field label="E-mail address"><input name="email" type="email" defaultValue={user?.email} autocomplete="off" /></Field>
    </>
  );
}

const profileOf = (data: FormData) => Object.fromEntries(['displayName', 'firstName', 'lastName', 'email'].map((name) => [name, text(data, name)]));

interface Act { path: string; kind: Kind; close: () => void; done: () => void }

function Add({ path, kind, close, done }: Act) {
  return (
    <Form submit={`Create ${kind.one}`} cancel={close} action={async (data) => {
      const given = { name: text(data, 'name'), ...profileOf(data), password: password(data) };
      await send('POST', path, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== '')));
      close();
      say(`${given.name} is created.`);
      done();
    }}>
      <Field label="Name" hint="For signing in; it cannot be changed"><input name="name" required maxLength={255} autocomplete="off" spellcheck={false} /></Field>
      <NewPassword label="Password" hint=". Leave it empty when tokens of your own server sign people in." required={false} />
      <Profile />
    </Form>
  );
}

function Edit({ path, kind, user, close, done }: Act & { user: Tagged<User> }) {
  return (
    <Form submit="Save" cancel={close} action={async (data) => {
      await send('PUT', `${path}/${encodeURIComponent(user.value.name)}`, { ...profileOf(data), disabled: data.has('disabled') }, { tag: user.tag });
      close();
      say(`${user.value.name} is changed.`);
      done();
    }}>
      <Profile user={user.value} />
      <Check name="disabled" checked={user.value.disabled} label="Disabled" hint={`The ${kind.one} cannot sign in, and connections end at once. Nothing is lost.`} />
    </Form>
  );
}

function SetPassword({ path, user, close }: { path: string; user: User; close: () => void }) {
  return (
    <Form submit="Set password" cancel={close} action={async (data) => {
      await send('PUT', `${path}/${encodeURIComponent(user.name)}/password`, { password: password(data) });
      close();
      say(`${user.name} has another password.`);
    }}>
      <NewPassword label="New password" hint="" />
    </Form>
  );
}

function Accounts({ domain, kind }: { domain: string; kind: Kind }) {
  const path = inDomain(domain, kind.folder);
  const [search, setSearch] = useState('');
  const list = useList<User>(query(path, { text: search }), (u) => u.name);
  const add = () => openDialog(`Create ${kind.one === 'user' ? 'a' : 'an'} ${kind.one}`, (close) => <Add path={path} kind={kind} close={close} done={list.reload} />);
  const button = <button type="button" class="primary" onClick={add}>Create {kind.one}</button>;
  const edit = async (name: string) => {
    const user = await getTagged<User>(`${path}/${encodeURIComponent(name)}`);
    openDialog(`Edit ${name}`, (close) => <Edit path={path} kind={kind} user={user} close={close} done={list.reload} />);
  };
  const remove = (u: User) => confirm({
    title: `Remove ${u.name}`, act: `Remove ${kind.one}`, typed: u.name, done: `${u.name} is removed.`,
    text: <p>Connections end, and the name is not given again. What was written stays, with the name of who wrote it.</p>,
    do: async () => { await send('DELETE', `${path}/${encodeURIComponent(u.name)}`); list.reload(); },
  });
  return (
    <Page title={kind.title} about={kind.about} actions={button}>
      {(search || list.items?.length !== 0) && <Search label={`Find ${kind.title.toLowerCase()}`} value={search} change={setSearch} />}
      <Listed list={list} label={kind.title}
        empty={search
          ? <Empty icon="search" title={`Nothing is called “${search}”`}><p>Names, display names and e-mail addresses are looked at.</p></Empty>
          : <Empty icon={kind.icon} title={`There is no ${kind.one} yet`} action={button}><p>{kind.empty}</p></Empty>}
        columns={[
          { head: 'Name', cell: (u) => <>{u.name} {u.disabled && <Tag kind="bad">disabled</Tag>}</>, kind: 'long' },
          { head: 'Display name', cell: (u) => u.displayName, minor: true },
          { head: 'E-mail address', cell: (u) => u.email || <span class="quiet-text">none</span>, minor: true },
          { head: 'Signs in with', cell: (u) => (u.password ? 'password' : 'token'), minor: true },
          {
            head: 'Actions', kind: 'acts', cell: (u) => (
              <>
                <button type="button" aria-label={`Edit ${u.name}`} onClick={() => void attempt(() => edit(u.name))}>Edit</button>
                <button type="button" aria-label={`Set password of ${u.name}`} onClick={() => openDialog(`Password of ${u.name}`, (close) => <SetPassword path={path} user={u} close={close} />)}>Password</button>
                <button type="button" aria-label={`Remove ${u.name}`} onClick={() => remove(u)}>Remove</button>
              </>
            ),
          },
        ]} />
    </Page>
  );
}

export const UsersPage = ({ domain }: { domain: string }) => <Accounts domain={domain} kind={users} />;
export const DomainAdministratorsPage = ({ domain }: { domain: string }) => <Accounts domain={domain} kind={administrators} />;
