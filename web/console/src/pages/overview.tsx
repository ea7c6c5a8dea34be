// What the server does at this moment.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from '../api';
import { to, toDomain } from '../route';
import type { Bucket, ServerStatistics } from '../types';
import { Chart, type Series } from '../ui/chart';
import { useLoaded } from '../ui/load';
import { Empty, Facts, Failed, Loading, Page, Panel } from '../ui/page';
import { bytes, count, When } from '../ui/show';
import { Table } from '../ui/table';

const every = 2; // seconds
const kept = 150; // points: five minutes

interface Point { time: number; connections: number; operations: number | null; mean: number | null; slow: number | null; storage: number; memory: number }

/** In how many milliseconds 95 of 100 of what lies between two answers were done. */
function slowest(before: Bucket[], after: Bucket[], all: number): number | null {
  if (all === 0) return null;
  const found = after.find((b, i) => b.count - (before[i]?.count ?? 0) >= 0.95 * all);
  return (found ?? after.at(-1)!).seconds * 1000;
}

function pointOf(now: ServerStatistics, time: number, before?: ServerStatistics, seconds = 0): Point {
  const commits = before ? now.commits.count - before.commits.count : 0;
  return {
    time, connections: now.connections, storage: now.storage, memory: now.memory.used,
    operations: before && seconds > 0 ? Math.max(0, now.operations - before.operations) / seconds : null,
    mean: before && commits > 0 ? (now.commits.seconds - before.commits.seconds) / commits * 1000 : null,
    slow: before ? slowest(before.commits.buckets, now.commits.buckets, commits) : null,
  };
}

function useHistory(now?: ServerStatistics): Point[] {
  const last = useRef<{ of: ServerStatistics; time: number } | undefined>(undefined);
  const [points, setPoints] = useState<Point[]>([]);
  useEffect(() => {
    if (!now) return;
    const time = Date.now() / 1000;
    const before = last.current;
    last.current = { of: now, time };
    const again = before && before.of.started !== now.started; // counts begin anew
    setPoints((p) => [...(again ? [] : p), pointOf(now, time, again ? undefined : before?.of, before ? time - before.time : 0)].slice(-kept));
  }, [now]);
  return points;
}

function series(points: Point[], ...names: (keyof Point)[]): Series {
  return { times: points.map((p) => p.time), lines: names.map((name) => points.map((p) => p[name])) };
}

const rate = (n: number) => (n < 10 ? n.toFixed(n % 1 ? 1 : 0) : count(Math.round(n)));
const millis = (n: number) => `${n > 0 && n < 10 ? n.toFixed(1) : Math.round(n)} ms`;

export function OverviewPage() {
  const { value: now, problem, reload } = useLoaded('/statistics', () => get<ServerStatistics>('/statistics'), every);
  const points = useHistory(now);
  return (
    <Page title="Overview" about="What the server is doing now, updated every two seconds.">
      {problem && <Failed text={problem} retry={reload} />}
      {!now ? !problem && <Loading /> : (
        <div class="stack">
          <div class="charts">
            <Chart title="Connections" names={['connections']} series={series(points, 'connections')} format={(n) => count(Math.round(n))} whole />
            <Chart title="Operations per second" names={['operations']} series={series(points, 'operations')} format={rate} />
            <Chart title="Commit latency" names={['mean', '95th percentile']} series={series(points, 'mean', 'slow')} format={millis} />
            <Chart title="Storage" names={['on the disk']} series={series(points, 'storage')} format={bytes} />
          </div>
          <Panel title="Server">
            <Facts items={[
              ['Version', now.version], ['Started', <When time={now.started} />], ['Domains', <a href={to('domains')}>{count(now.domains)}</a>],
              ['Operations since then', count(now.operations)], ['Memory for connections and models', `${bytes(now.memory.used)} of ${bytes(now.memory.limit)}`],
            ]} />
          </Panel>
          {now.open.length === 0
            ? <Empty icon="activities" title="Nobody has connected since the start" action={<a class="button primary" href={to('domains')}>Go to the domains</a>}>
                <p>Domains that applications connect to appear here.</p>
              </Empty>
            : <Panel title="Domains in use" flush>
                <Table label="Domains in use" items={now.open} id={(d) => d.domain} columns={[
                  { head: 'Domain', cell: (d) => <a href={toDomain(d.domain)}>{d.domain}</a>, kind: 'long' },
                  { head: 'Connected', cell: (d) => count(d.sessions), kind: 'number' },
                  { head: 'Models in memory', cell: (d) => count(d.models), kind: 'number' },
                ]} />
              </Panel>}
        </div>
      )}
    </Page>
  );
}
