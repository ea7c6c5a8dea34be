// How values are written.
import type { Member } from '../types';

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A time, of which only the time of day is said when it is today. */
export function When({ time }: { time: string }) {
  const at = new Date(time);
  const today = at.toDateString() === new Date().toDateString();
  return <time dateTime={time} title={dateTime.format(at)}>{today ? `today, ${timeOfDay.format(at)}` : dateTime.format(at)}</time>;
}

export function bytes(n: number): string {
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return `${n < 10 && unit > 0 ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}

/** JSON as people read it. */
export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

export function count(n: number): string {
  return n.toLocaleString();
}

/** A number with what it counts. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

const types: Record<Member['type'], string> = { normal: '', convergence: 'administrator', anonymous: 'guest' };

export function Who({ user }: { user: Member }) {
  return <span class="who">{user.name}{types[user.type] && <> <span class="tag">{types[user.type]}</span></>}</span>;
}

export function Tag({ children, kind = '' }: { children: string; kind?: '' | 'good' | 'wait' | 'bad' }) {
  return <span class={`tag ${kind}`}>{children}</span>;
}
