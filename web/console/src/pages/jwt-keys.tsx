// Keys with which a program of one's own signs users in.
import { inDomain, send } from '../api';
import type { JwtKey } from '../types';
import { confirm, openDialog } from '../ui/dialogs';
import { Check, Field, Form, text } from '../ui/form';
import { useList } from '../ui/load';
import { Empty, Page } from '../ui/page';
import { NewSecret } from '../ui/secret';
import { makePair } from '../keys';
import { Tag, When } from '../ui/show';
import { Listed } from '../ui/table';
import { say } from '../ui/toast';

export function JwtKeysPage({ domain }: { domain: string }) {
  const path = inDomain(domain, 'jwt-keys');
  const list = useList<JwtKey>(path, (k) => k.id);
  const add = () => openDialog('Add a token key', (close) => (
    <Form submit="Add key" cancel={close} action={async (data) => {
      const id = text(data, 'id');
      const own = text(data, 'public');
      const pair = own ? undefined : await makePair();
      await send('POST', path, { id, public: own || pair!.public, admin: data.has('admin') });
      list.reload();
      say(`Key ${id} is created.`);
      if (!pair) return close();
      openDialog(`Private key ${id}`, (done) => <NewSecret close={done} name={`${id}.pem`} secret={pair.private}>
        Your server signs tokens with it, by {pair.algorithm} and with the id <code>{id}</code>. It was made in this browser and was sent to nobody.
      </NewSecret>, true);
    }}>
      <Field label="Id" hint="Tokens name it as kid"><input name="id" required maxLength={255} autocomplete="off" spellcheck={false} /></Field>
      <Field label="Public key" hint="PEM, of RSA, ECDSA on P-256 or Ed25519. Leave it empty to make a pair in this browser."><textarea name="public" spellcheck={false} placeholder="-----BEGIN PUBLIC KEY-----" /></Field>
      <Check name="admin" label="Its tokens sign in administrators" hint="Who holds the private key may then do everything in this domain." />
    </Form>
  ), true);
  const remove = (k: JwtKey) => confirm({
    title: `Remove key ${k.id}`, act: 'Remove key', done: `Key ${k.id} is removed.`,
    text: <p>Its tokens are no longer accepted. Sessions that are connected go on.</p>,
    do: async () => { await send('DELETE', `${path}/${encodeURIComponent(k.id)}`); list.reload(); },
  });
  const button = <button type="button" class="primary" onClick={add}>Add key</button>;
  return (
    <Page title="Token keys" about="With one, your own server signs people in: it gives them JSON Web Tokens, and this server knows the public key." actions={button}>
      <Listed list={list} label="Token keys"
        empty={<Empty icon="keys" title="There is no key yet" action={button}><p>Add one when people have accounts of your own application already, so that they need no second password.</p></Empty>}
        columns={[
          { head: 'Id', cell: (k) => <>{k.id} {k.admin && <Tag kind="wait">administrators</Tag>}</>, kind: 'long' },
          { head: 'Algorithm', cell: (k) => k.algorithm },
          { head: 'Added', cell: (k) => <When time={k.created} />, minor: true },
          { head: 'Actions', kind: 'acts', cell: (k) => <button type="button" aria-label={`Remove key ${k.id}`} onClick={() => remove(k)}>Remove</button> },
        ]} />
    </Page>
  );
}
