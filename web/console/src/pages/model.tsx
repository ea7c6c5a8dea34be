// One model: live as a tree and as JSON, its history and its rights, and who is in it.
import { useState } from 'preact/hooks';
import { get, inDomain, send } from '../api';
import { HistoryView } from '../model/history';
import { JsonView } from '../model/json';
import { useLive, type Live } from '../model/live';
import { RightsView } from '../model/rights';
import { Tree } from '../model/tree';
import { goDomain, toDomain } from '../route';
import type { ModelData } from '../types';
import { confirm } from '../ui/dialogs';
import { useLoaded } from '../ui/load';
import { Failed, Facts, Loading, Page, Panel } from '../ui/page';
import { count, Tag, When } from '../ui/show';

const views = { tree: 'Tree', json: 'JSON', history: 'History', rights: 'Rights' };
type View = keyof typeof views;

const states: Record<Live['state'], [text: string, kind: 'good' | 'wait' | 'bad']> = {
  connecting: ['connecting', 'wait'], live: ['live', 'good'], lost: ['reconnecting', 'wait'], failed: ['not live', 'bad'], removed: ['removed', 'bad'],
};

function People({ live: { model } }: { live: Live }) {
  if (!model?.isOpen()) return <p class="quiet-text">Nobody, as far as is known.</p>;
  const own = model.session().sessionId();
  return (
    <ul class="lines">
      {model.collaborators().map((c) => (
        <li key={c.sessionId}><span>{c.user.displayName || c.user.username} {c.sessionId === own && <Tag>you</Tag>}</span><span class="quiet-text">session {c.sessionId}</span></li>
      ))}
    </ul>
  );
}

function Content({ view, domain, id, live, version, oldest }: { view: View; domain: string; id: string; live: Live; version: number; oldest: number }) {
  if (view === 'rights') return <RightsView domain={domain} id={id} />;
  if (view === 'history') return <HistoryView domain={domain} id={id} newest={version} oldest={oldest} />;
  if (!live.model) return live.state === 'failed' ? <p class="quiet-text">The history shows the newest version, too.</p> : <Loading />;
  if (view === 'json') return <JsonView domain={domain} id={id} model={live.model} changes={live.changes} />;
  return <Tree root={live.model.root()} editable={live.state === 'live'} />;
}

export function ModelPage({ domain, id }: { domain: string; id: string }) {
  const path = inDomain(domain, 'models', id);
  const { value: info, problem, reload } = useLoaded(path, () => get<ModelData>(path));
  const live = useLive(domain, id);
  const [view, setView] = useState<View>('tree');
  const remove = () => confirm({
    title: 'Remove the model', act: 'Remove model', done: `Model ${id} is removed.`,
    text: <p>With its history. It is closed for everybody who has it open. This cannot be undone.</p>,
    do: async () => { await send('DELETE', path); goDomain(domain, 'models'); },
  });
  const version = Math.max(live.model?.maxVersion() ?? 1, info?.version ?? 1);
  const [text, kind] = states[live.state];
  return (
    <Page title={id} back={{ href: toDomain(domain, 'models'), text: 'Models' }}
      about={<><Tag kind={kind}>{text}</Tag> {info && <>in the collection <a href={toDomain(domain, 'collections', info.collection)}>{info.collection}</a></>}</>}
      actions={<button type="button" onClick={remove}>Remove</button>}>
      {problem && <Failed text={problem} retry={reload} />}
      {live.reason && !problem && <p class="notice" role="status">{live.reason}</p>}
      {!info ? !problem && <Loading /> : (
        <div class="aside">
          <div>
            <div class="segments tabs" role="group" aria-label="View">
              {(Object.keys(views) as View[]).map((v) => <button key={v} type="button" aria-pressed={view === v} onClick={() => setView(v)}>{views[v]}</button>)}
            </div>
            <section class={view === 'rights' ? 'panel flush' : 'panel'} aria-label={views[view]}>
              <Content view={view} domain={domain} id={id} live={live} version={version} oldest={info.oldest} />
            </section>
          </div>
          <div class="stack">
            <Panel title="Who has it open"><People live={live} /></Panel>
            <Panel title="Model">
              <Facts items={[
                ['Version', count(version)], ['Created', <When time={info.created} />], ['Changed', <When time={live.model ? live.model.time().toISOString() : info.modified} />],
                ['Kept', info.ephemeral ? 'while somebody has it open' : 'for good'],
              ]} />
            </Panel>
          </div>
        </div>
      )}
    </Page>
  );
}
