// Administrators of the whole server.
import { send } from '../api';
import { session, signedOut } from '../session';
import type { Administrator } from '../types';
import { confirm, openDialog } from '../ui/dialogs';
import { Field, Form, nameRule, NewPassword, password, text } from '../ui/form';
import { useList } from '../ui/load';
import { Empty, Page } from '../ui/page';
import { Tag, When } from '../ui/show';
import { Listed } from '../ui/table';
import { say } from '../ui/toast';

export function AdministratorsPage() {
  const list = useList<Administrator>('/administrators', (a) => a.name);
  const self = session.value?.who.name;
  const add = () => openDialog('Create an administrator', (close) => (
    <Form submit="Create administrator" cancel={close} action={async (data) => {
      const name = text(data, 'name');
      await send('POST', '/administrators', { name, password: password(data) });
      close();
      say(`${name} is an administrator.`);
      list.reload();
    }}>
      <Field label="Name"><input name="name" required pattern={nameRule} autocomplete="off" spellcheck={false} /></Field>
      <NewPassword label="Password" hint="" />
    </Form>
  ));
  const change = (name: string) => openDialog(`Password of ${name}`, (close) => (
    <Form submit="Set password" cancel={close} action={async (data) => {
      await send('PUT', `/administrators/${encodeURIComponent(name)}/password`, { password: password(data) });
      close();
      if (name === self) signedOut('Your password is changed. Sign in with it.');
      else say(`${name} has another password.`);
    }}>
      <NewPassword label="New password" hint=". Sessions of the administrator end." />
    </Form>
  ));
  const remove = (name: string) => confirm({
    title: `Remove ${name}`, act: 'Remove administrator', done: `${name} is no administrator any more.`,
    text: <p>Sessions end at once. What the administrator did stays in the log.</p>,
    do: async () => { await send('DELETE', `/administrators/${encodeURIComponent(name)}`); list.reload(); },
  });
  const button = <button type="button" class="primary" onClick={add}>Create administrator</button>;
  return (
    <Page title="Administrators" about="They may do everything on this server." actions={button}>
      <Listed list={list} label="Administrators" empty={<Empty icon="administrators" title="There is no administrator" action={button} />}
        columns={[
          { head: 'Name', cell: (a) => <>{a.name} {a.name === self && <Tag>you</Tag>}</>, kind: 'long' },
          { head: 'Created', cell: (a) => <When time={a.created} />, minor: true },
          {
            head: 'Actions', kind: 'acts', cell: (a) => (
              <>
                <button type="button" aria-label={`Set password of ${a.name}`} onClick={() => change(a.name)}>Password</button>
                {a.name !== self && <button type="button" aria-label={`Remove ${a.name}`} onClick={() => remove(a.name)}>Remove</button>}
              </>
            ),
          },
        ]} />
    </Page>
  );
}
