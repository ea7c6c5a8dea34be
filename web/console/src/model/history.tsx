// A model at any of its versions, and what has led to each.
import { useEffect, useState } from 'preact/hooks';
import { get, getTagged, inDomain, message, query, send } from '../api';
import type { ModelData, Operation, Page, Run } from '../types';
import { confirm } from '../ui/dialogs';
import { Failed, Loading } from '../ui/page';
import { pretty, When, Who } from '../ui/show';
import { useSlowly } from './changes';

interface Moment { version: number; data: ModelData; run?: Run }

/** An operation in words. */
function words(o: Operation): string {
  const value = o.value === undefined ? '' : JSON.stringify(o.value);
  const short = value.length > 60 ? `${value.slice(0, 59)}…` : value;
  switch (o.kind) {
    case 'compound': return (o.operations ?? []).map(words).join('; ');
    case 'string-splice': return [o.count ? `deleted ${o.count} at ${o.index}` : '', value && value !== '""' ? `inserted ${short} at ${o.index}` : ''].filter(Boolean).join(' and ') || 'changed nothing';
    case 'object-set-property': case 'object-add-property': return `set ${o.key} to ${short}`;
    case 'object-remove-property': return `removed ${o.key}`;
    case 'array-insert': return `inserted ${short} at ${o.index}`;
    case 'array-remove': return `removed entry ${o.index}`;
    case 'array-replace': return `set entry ${o.index} to ${short}`;
    case 'array-move': return `moved entry ${o.index} to ${o.to}`;
    case 'number-delta': return `added ${short}`;
    case 'none': return 'changed nothing that was left';
  }
  return `set the value to ${short}`;
}

function useMoment(path: string, version: number, oldest: number): { moment?: Moment; problem: string } {
  const [got, setGot] = useState<{ moment?: Moment; problem: string }>({ problem: '' });
  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => { // what a slider passes by is not asked for
      try {
        const [data, runs] = await Promise.all([
          get<ModelData>(query(path, { version })),
          version > oldest ? get<Page<Run>>(query(`${path}/history`, { from: version - 1, limit: 1 })) : undefined,
        ]);
        if (current) setGot({ moment: { version, data, run: runs?.items[0] }, problem: '' });
      } catch (error) {
        if (current) setGot((g) => ({ ...g, problem: message(error) }));
      }
    }, 60);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [path, version, oldest]);
  return got;
}

export function HistoryView({ domain, id, newest: current, oldest }: { domain: string; id: string; newest: number; oldest: number }) {
  const newest = useSlowly(current, 1000); // each is got from the server as a whole
  const path = inDomain(domain, 'models', id);
  const [chosen, setChosen] = useState<number | undefined>(); // nothing: the newest, whichever that is
  const version = Math.min(chosen ?? newest, newest);
  const { moment, problem } = useMoment(path, version, oldest);
  const choose = (v: number) => setChosen(v >= newest ? undefined : Math.max(oldest, v));
  const restore = () => confirm({
    title: `Restore version ${version}`, act: 'Restore', done: `The model is as it was at version ${version}.`,
    text: <p>What has changed since then is undone for everybody, as one new change. The history keeps it all.</p>,
    do: async () => {
      const { value, tag } = await getTagged<ModelData>(path);
      const { data } = await get<ModelData>(query(path, { version }));
      await send('PUT', path, { collection: value.collection, data }, { tag });
      setChosen(undefined);
    },
  });
  return (
    <div class="history">
      <div class="slider">
        <button type="button" aria-label="Earlier" disabled={version <= oldest} onClick={() => choose(version - 1)}>‹</button>
        <input type="range" min={oldest} max={newest} value={version} aria-label="Version" aria-valuetext={`version ${version} of ${newest}`} onInput={(e) => choose(e.currentTarget.valueAsNumber)} />
        <button type="button" aria-label="Later" disabled={version >= newest} onClick={() => choose(version + 1)}>›</button>
      </div>
      {problem && <Failed text={problem} retry={() => setChosen(undefined)} />}
      {!moment ? !problem && <Loading /> : (
        <>
          <p class="moment" role="status">
            <b>Version {moment.version}</b> of {newest}
            {moment.run
              ? <> · <Who user={moment.run.user} /> {moment.run.operations[0] && words(moment.run.operations[0])} · <When time={moment.run.time} /></>
              : oldest > 1 ? ' · what was done before is not kept' : <> · created <When time={moment.data.created} /></>}
          </p>
          <pre class="document" tabIndex={0} aria-label={`Data at version ${moment.version}`}><code>{pretty(moment.data.data)}</code></pre>
          <div class="buttons"><button type="button" disabled={version >= newest} onClick={restore}>Restore this version</button></div>
        </>
      )}
    </div>
  );
}
