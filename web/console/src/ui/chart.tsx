// Charts of what changes while one looks.
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useStore } from '../store';
import { theme } from '../theme';

/** Values over time: seconds since 1970, and one or more lines. */
export interface Series { times: number[]; lines: (number | null)[][] }

interface ChartProps { title: string; names: string[]; series: Series; format: (n: number) => string; /** Whether there are no halves. */ whole?: boolean }

const height = 150;
const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The time that is shown: from the first point on, a minute at least. */
function window(u: uPlot): [number, number] {
  const last = u.data[0].at(-1) ?? Date.now() / 1000;
  return [Math.min(u.data[0][0] ?? last, last - 60), last];
}

function options(width: number, { names, format, whole }: ChartProps): uPlot.Options {
  const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
  return {
    width, height,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    padding: [8, 4, 0, 0],
    scales: { x: { range: window }, y: { range: (_u, _min, max) => [0, max > 0 ? max * 1.15 : 1] } },
    axes: [
      { ...axis, size: 24, space: 90, values: (_u, ticks) => ticks.map((t) => new Date(t * 1000).toLocaleTimeString(undefined, { timeStyle: 'medium' })) },
      { ...axis, size: 54, space: 40, ...(whole ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6] } : {}), values: (_u, ticks) => ticks.map((t) => format(t)) },
    ],
    series: [{}, ...names.map((label, i) => ({
      label, stroke: colour(`--series-${i + 1}`), width: 2, points: { show: false },
      ...(i === 0 ? { fill: `${colour('--series-1')}1c` } : {}),
    }))],
  };
}

/** A chart with its newest values in words, which are what is read out. */
export function Chart(chart: ChartProps) {
  const { title, names, series, format } = chart;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const look = useStore(theme);
  const data = [series.times, ...series.lines] as uPlot.AlignedData;
  useEffect(() => {
    const at = place.current!;
    plot.current = new uPlot(options(at.clientWidth, chart), data, at);
    const watch = new ResizeObserver(() => plot.current?.setSize({ width: at.clientWidth, height }));
    watch.observe(at);
    return () => {
      watch.disconnect();
      plot.current?.destroy();
    };
  }, [look]);
  useEffect(() => plot.current?.setData(data), [series]);
  const newest = (i: number) => {
    const value = series.lines[i]?.at(-1);
    return value === undefined || value === null ? '–' : format(value);
  };
  return (
    <section class="panel chart">
      <h2>{title}</h2>
      <p class="now">
        {names.map((name, i) => (
          <span key={name} class={`series-${i + 1}`}><b>{newest(i)}</b>{names.length > 1 && <> <span class="quiet-text">{name}</span></>}</span>
        ))}
      </p>
      <div ref={place} class="plot" aria-hidden="true" />
    </section>
  );
}
