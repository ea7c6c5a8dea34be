// What administrators and programs did.
import { query } from '../api';
import { session } from '../session';
import type { Act } from '../types';
import { useList } from '../ui/load';
import { Empty, Page } from '../ui/page';
import { Tag, When } from '../ui/show';
import { Listed } from '../ui/table';

function Outcome({ status }: { status: number }) {
  if (status === 0) return <Tag kind="wait">not known</Tag>;
  return status < 400 ? <Tag kind="good">done</Tag> : <Tag kind="bad">{`refused, ${status}`}</Tag>;
}

export function LogPage({ domain }: { domain?: string }) {
  const list = useList<Act>(query('/audit', { of: domain && !session.value?.who.domain ? domain : '' }), (a) => String(a.number));
  return (
    <Page title="Log" about={`What administrators and programs did${domain ? ' in this domain' : ''}, and their sign-ins. The newest is at the top; 100,000 acts are kept.`}
      actions={<button type="button" onClick={list.reload}>Refresh</button>}>
      <Listed list={list} label="Log"
        empty={<Empty icon="log" title="Nothing was done yet"><p>Each change that is made here or by a program with an API key is written down, with who made it.</p></Empty>}
        columns={[
          { head: 'Time', cell: (a) => <When time={a.time} /> },
          { head: 'Act', cell: (a) => a.act.replaceAll('-', ' ') },
          { head: 'What it was about', cell: (a) => <span class="code">{domain ? a.target.replace(`/domains/${domain}`, '') || 'the domain' : a.target}</span>, kind: 'long' },
          { head: 'Who', cell: (a) => a.actor },
          { head: 'Outcome', cell: (a) => <Outcome status={a.status} /> },
          { head: 'From', cell: (a) => a.remote, minor: true },
        ]} />
    </Page>
  );
}
