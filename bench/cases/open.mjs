// From the bytes that open a document, which is what save() gives, to its first
// value: the first time in a process, and the median of some more. A client of a
// server is connected already. A text opens in less than processor time is fine to.
import { canonical, check, numbers, sizeOf } from './checks.mjs';
import { record } from './json.mjs';
import { edits } from './steps.mjs';

export async function open({ adapter, host, emit, scale = 1 }) {
  const measure = async (name, bytes, read, right, more, now) => {
    const times = [];
    for (let i = 0; i <= more; i++) {
      const { open } = adapter.opener ? await adapter.opener(bytes) : { open: () => adapter.load(bytes) };
      host.collect();
      const start = now();
      const value = read(await open());
      times.push(now() - start);
      check(right(value), `${name} that was opened`);
    }
    const warm = times.slice(1).sort((a, b) => a - b);
    emit({ [`open.${name}.first.ms`]: times[0], [`open.${name}.ms`]: warm[warm.length >> 1], [`open.${name}.bytes`]: sizeOf(bytes) });
  };
  const below = numbers(17);
  const parts = Array.from({ length: Math.ceil(1000 * scale) }, () => Array.from({ length: 100 }, () => 'abcdefghijklmnopqrstuvwxyz      '[below(32)]).join(''));
  const text = await adapter.create({ replica: 2 });
  await edits(adapter, text, parts.length, (i) => text.splice(i * 100, 0, parts[i]));
  await measure('text', text.save(), (doc) => doc.text(), (value) => value === parts.join(''), 10, host.fineNow);
  if (!adapter.supports.json) return;
  const count = Math.ceil(10000 * scale);
  const list = await adapter.create({ replica: 2 });
  await edits(adapter, list, count, (i) => list.insertRecord(i, record(i)));
  const whole = canonical(Array.from({ length: count }, (_, i) => record(i)));
  await measure('records', list.save(), (doc) => doc.json().list, (value) => canonical(value) === whole, 4, host.now);
}
