// Who is connected to a domain, and who was.
import { inDomain, send } from '../api';
import { toDomain } from '../route';
import type { Connected, SignIn } from '../types';
import { confirm } from '../ui/dialogs';
import { useList } from '../ui/load';
import { Empty, Page } from '../ui/page';
import { Tag, When, Who } from '../ui/show';
import { Listed } from '../ui/table';

export function SessionsPage({ domain }: { domain: string }) {
  const path = inDomain(domain, 'sessions');
  const list = useList<Connected>(path, (s) => s.id, 5);
  const kick = (s: Connected) => confirm({
    title: `End session ${s.id}`, act: 'End session', done: `Session ${s.id} has ended.`,
    text: <p>{s.displayName} is disconnected and does not come back alone, but may sign in again. To keep somebody out, edit the user. Edits that were not sent yet stay in their page until it is closed or loaded again, unless the application keeps models offline.</p>,
    do: async () => { await send('DELETE', `${path}/${encodeURIComponent(s.id)}`); setTimeout(list.reload, 300); },
  });
  return (
    <Page title="Sessions" about="Who is connected at this moment, the oldest first.">
      <Listed list={list} label="Sessions"
        empty={<Empty icon="sessions" title="Nobody is connected" action={<a class="button" href={toDomain(domain)}>How an application connects</a>}>
          <p>Sessions appear here as soon as a page of an application connects.</p>
        </Empty>}
        columns={[
          { head: 'User', cell: (s) => <><Who user={s.user} />{s.displayName !== s.user.name && <p class="hint">{s.displayName}</p>}</>, kind: 'long' },
          { head: 'Session', cell: (s) => s.id, minor: true },
          { head: 'Signed in with', cell: (s) => s.method, minor: true },
          { head: 'Client', cell: (s) => s.client, kind: 'long', minor: true },
          { head: 'From', cell: (s) => s.remote, minor: true },
          { head: 'Since', cell: (s) => <When time={s.since} /> },
          { head: 'Actions', kind: 'acts', cell: (s) => <button type="button" aria-label={`End session ${s.id} of ${s.user.name}`} onClick={() => kick(s)}>End</button> },
        ]} />
    </Page>
  );
}

export function SignInsPage({ domain }: { domain: string }) {
  const list = useList<SignIn>(inDomain(domain, 'sign-ins'), (s) => s.id);
  return (
    <Page title="Sign-ins" about="Who signed in to this domain, the newest at the top. Administrators' own are in the log." actions={<button type="button" onClick={list.reload}>Refresh</button>}>
      <Listed list={list} label="Sign-ins"
        empty={<Empty icon="signins" title="Nobody has signed in yet" action={<a class="button" href={toDomain(domain)}>How an application connects</a>}>
          <p>Each sign-in is written down here, with when it ended. Refused ones are in the log of the server.</p>
        </Empty>}
        columns={[
          { head: 'Time', cell: (s) => <When time={s.since} /> },
          { head: 'User', cell: (s) => <Who user={s.user} />, kind: 'long' },
          { head: 'With', cell: (s) => s.method },
          { head: 'Client', cell: (s) => s.client, minor: true },
          { head: 'From', cell: (s) => s.remote, minor: true },
          { head: 'Ended', cell: (s) => (s.ended ? <When time={s.ended} /> : <Tag kind="good">connected</Tag>) },
        ]} />
    </Page>
  );
}
