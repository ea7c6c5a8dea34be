// Activities: what people do together, and the state that each shares.
import { get, inDomain } from '../api';
import { toDomain } from '../route';
import type { Activity, ActivityDetails } from '../types';
import { useList, useLoaded } from '../ui/load';
import { Empty, Failed, Loading, Page, Panel } from '../ui/page';
import { pretty, Tag, When, Who } from '../ui/show';
import { Listed } from '../ui/table';

export function ActivitiesPage({ domain }: { domain: string }) {
  const list = useList<Activity>(inDomain(domain, 'activities'), (a) => `${a.type}/${a.id}`, 5);
  return (
    <Page title="Activities" about="What people do together outside of a model: their cursors, pointers and views.">
      <Listed list={list} label="Activities"
        empty={<Empty icon="activities" title="There is no activity"><p>They are there while somebody takes part: a page joins one with <code>domain.activities().join(type, id)</code>.</p></Empty>}
        columns={[
          { head: 'Activity', cell: (a) => <a href={toDomain(domain, 'activities', a.type, a.id)}>{a.id}</a>, kind: 'long' },
          { head: 'Type', cell: (a) => a.type },
          { head: 'Stays', cell: (a) => (a.ephemeral ? <Tag>while somebody takes part</Tag> : <Tag>for good</Tag>) },
          { head: 'Created', cell: (a) => <When time={a.created} />, minor: true },
        ]} />
    </Page>
  );
}

export function ActivityPage({ domain, type, id }: { domain: string; type: string; id: string }) {
  const path = inDomain(domain, 'activities', type, id);
  const { value: a, problem, reload } = useLoaded(path, () => get<ActivityDetails>(path), 3);
  return (
    <Page title={id} about={`An activity of type ${type}`} back={{ href: toDomain(domain, 'activities'), text: 'Activities' }}>
      {problem && <Failed text={problem} retry={reload} />}
      {!a ? !problem && <Loading /> : a.participants.length === 0
        ? <Empty icon="users" title="Nobody takes part"><p>Who joins is seen here within seconds, with the state that is shared.</p></Empty>
        : (
          <div class="columns">
            {a.participants.map((p) => (
              <Panel key={p.session} title={<Who user={p.user} />} actions={<span class="quiet-text">session {p.session}</span>}>
                {Object.keys(p.state).length === 0 ? <p class="quiet-text">No state is shared.</p>
                  : <pre tabIndex={0} aria-label={`State of ${p.user.name}`}><code>{pretty(p.state)}</code></pre>}
              </Panel>
            ))}
          </div>
        )}
    </Page>
  );
}
