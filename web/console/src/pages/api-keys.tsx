// Keys with which programs use the REST API.
import { send } from '../api';
import { session } from '../session';
import type { ApiKey } from '../types';
import { confirm, openDialog } from '../ui/dialogs';
import { Check, Field, Form, nameRule, text } from '../ui/form';
import { useList } from '../ui/load';
import { Empty, Page } from '../ui/page';
import { NewSecret } from '../ui/secret';
import { Tag, When } from '../ui/show';
import { Listed } from '../ui/table';
import { say } from '../ui/toast';

function Add({ close, done }: { close: () => void; done: () => void }) {
  const { domain, scopes } = session.value!.who;
  return (
    <Form submit="Create key" cancel={close} action={async (data) => {
      const of = domain ?? text(data, 'domain');
      const made = await send<ApiKey & { token: string }>('POST', '/api-keys', {
        id: text(data, 'id'), description: text(data, 'description'), scopes: data.getAll('scope'), ...(of ? { domain: of } : {}),
      });
      done();
      say(`Key ${made.id} is created.`);
      openDialog(`Token of ${made.id}`, (end) => <NewSecret close={end} name={`${made.id}.token`} secret={made.token}>
        A program sends it as <code>Authorization: Bearer TOKEN</code>.
      </NewSecret>, true);
    }}>
      <Field label="Id"><input name="id" required pattern={nameRule} autocomplete="off" spellcheck={false} /></Field>
      <Field label="Description"><input name="description" maxLength={1000} autocomplete="off" /></Field>
      {!domain && <Field label="Domain" hint="As namespace/domain. Leave it empty for the whole server."><input name="domain" pattern="[^\/]+\/[^\/]+" autocomplete="off" spellcheck={false} /></Field>}
      <fieldset>
        <legend>What it may do</legend>
        <div class="scopes">{scopes.map((scope) => <Check key={scope} name="scope" value={scope} label={scope} />)}</div>
      </fieldset>
    </Form>
  );
}

export function ApiKeysPage() {
  const list = useList<ApiKey>('/api-keys', (k) => k.id);
  const add = () => openDialog('Create an API key', (close) => <Add close={close} done={list.reload} />, true);
  const revoke = (k: ApiKey) => confirm({
    title: `Revoke ${k.id}`, act: 'Revoke key', done: `Key ${k.id} is revoked.`,
    text: <p>Programs that use it are refused from then on. This cannot be undone.</p>,
    do: async () => { await send('DELETE', `/api-keys/${encodeURIComponent(k.id)}`); list.reload(); },
  });
  const button = <button type="button" class="primary" onClick={add}>Create key</button>;
  return (
    <Page title="API keys" about={<>Programs use the <a href="../api/rest/v1/docs">REST API</a> with one. It does what its scopes say.</>} actions={button}>
      <Listed list={list} label="API keys"
        empty={<Empty icon="keys" title="There is no key yet" action={button}><p>Create one for a program that creates users, reads models or looks at statistics.</p></Empty>}
        columns={[
          { head: 'Id', cell: (k) => <>{k.id}{k.description && <p class="hint">{k.description}</p>}</>, kind: 'long' },
          { head: 'For', cell: (k) => k.domain ?? 'the whole server' },
          { head: 'May', cell: (k) => <span class="tags">{k.scopes.map((s) => <Tag key={s}>{s}</Tag>)}</span>, kind: 'long', minor: true },
          { head: 'Created', cell: (k) => <When time={k.created} />, minor: true },
          { head: 'Actions', kind: 'acts', cell: (k) => <button type="button" aria-label={`Revoke ${k.id}`} onClick={() => revoke(k)}>Revoke</button> },
        ]} />
    </Page>
  );
}
