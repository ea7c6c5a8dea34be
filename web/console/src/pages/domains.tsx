// The domains of the server: making one, and the way into each.
import { send } from '../api';
import { go, to } from '../route';
import type { Availability, Domain } from '../types';
import { openDialog } from '../ui/dialogs';
import { Check, Field, Form, nameRule, text } from '../ui/form';
import { useList } from '../ui/load';
import { Empty, Page } from '../ui/page';
import { Tag, When } from '../ui/show';
import { Listed } from '../ui/table';
import { say } from '../ui/toast';

const kinds: Record<Availability, 'good' | 'wait' | 'bad'> = { online: 'good', maintenance: 'wait', offline: 'bad' };

export function AvailabilityTag({ domain }: { domain: Domain }) {
  return <Tag kind={kinds[domain.availability]}>{domain.availability}</Tag>;
}

function AddDomain({ close }: { close: () => void }) {
  return (
    <Form submit="Create domain" cancel={close} action={async (data) => {
      const [namespace, id] = [text(data, 'namespace'), text(data, 'id')];
      await send('POST', '/domains', { namespace, id, anonymous: data.has('anonymous'), emails: 'users', collections: 'users', origins: [] });
      close();
      go('domains', namespace, id);
      say(`Domain ${namespace}/${id} is created.`);
    }}>
      <Field label="Namespace" hint="Such as the name of a company or a product"><input name="namespace" required pattern={nameRule} spellcheck={false} autocomplete="off" /></Field>
      <Field label="Domain" hint="Letters, digits, dots, hyphens and underscores"><input name="id" required pattern={nameRule} spellcheck={false} autocomplete="off" /></Field>
      <Check name="anonymous" label="Allow anonymous sign-in" hint="For trying things out. It can be changed at any time." />
    </Form>
  );
}

export function DomainsPage() {
  const list = useList<Domain>('/domains', (d) => `${d.namespace}/${d.id}`);
  const add = () => openDialog('Create a domain', (close) => <AddDomain close={close} />);
  const button = <button type="button" class="primary" onClick={add}>Create domain</button>;
  return (
    <Page title="Domains" about="A domain is a space of documents, chats and users. Applications connect to one." actions={button}>
      <Listed list={list} label="Domains"
        empty={(
          <Empty icon="domains" title="There is no domain yet" action={button}>
            <p>Create one for your application. Its pages connect to <code>/api/realtime/NAMESPACE/DOMAIN</code>.</p>
          </Empty>
        )}
        columns={[
          { head: 'Domain', cell: (d) => <a href={to('domains', d.namespace, d.id)}>{d.namespace}/{d.id}</a>, kind: 'long' },
          { head: 'Availability', cell: (d) => <AvailabilityTag domain={d} /> },
          { head: 'Guests', cell: (d) => (d.anonymous ? 'allowed' : 'not allowed') },
          { head: 'Created', cell: (d) => <When time={d.created} />, minor: true },
        ]} />
    </Page>
  );
}
