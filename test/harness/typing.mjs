// Recorded typing: reads a trace, or makes one up, as a flat list of edits that
// a page replays through RealTimeString, one call per edit.
import fs from 'node:fs';
import zlib from 'node:zlib';

// Reads a recording ({startContent, endContent, txns: [{patches: [[position,
// deleted, inserted]]}]}, gzipped JSON, counted in code points). Returns
// {start, end, edits: [[index, deleteCount, text], ...]} counted in UTF-16 units.
export function readTrace(file) {
  const trace = JSON.parse(zlib.gunzipSync(fs.readFileSync(file)).toString('utf8'));
  const units = new UnitCounter(trace.startContent);
  const edits = [];
  for (const { patches } of trace.txns) {
    for (const [position, deleted, inserted] of patches) edits.push(units.edit(position, deleted, inserted));
  }
  return { start: trace.startContent, end: trace.endContent, edits };
}

// Converts positions in code points to positions in UTF-16 units while a text
// is edited. It keeps the sorted positions of the characters that take two units.
class UnitCounter {
  constructor(start) {
    this.wide = widePositions(start);
  }

  edit(position, deleted, inserted) {
    const from = this.firstWideAt(position);
    const to = this.firstWideAt(position + deleted);
    const added = widePositions(inserted);
    const length = [...inserted].length;
    this.wide.splice(from, to - from, ...added.map((at) => at + position));
    const shift = length - deleted;
    if (shift !== 0) for (let i = from + added.length; i < this.wide.length; i++) this.wide[i] += shift;
    return [position + from, deleted + (to - from), inserted];
  }

  // The number of wide characters before a position.
  firstWideAt(position) {
    let low = 0;
    let high = this.wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.wide[middle] < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function widePositions(text) {
  const positions = [];
  let at = 0;
  for (const character of text) {
    if (character.length === 2) positions.push(at);
    at++;
  }
  return positions;
}

const words = 'the quick brown fox jumps over a lazy dog while twelve zebras watch 😀 naïve café über éclair 你好 𝒳 ends'.split(' ');

// Makes up an author: types words, goes back to correct, deletes, jumps, pastes.
// About one edit in four deletes. Returns the form of readTrace.
export function inventTrace(random, count) {
  let text = '';
  let cursor = 0;
  const edits = [];
  const splice = (index, deleteCount, inserted) => {
    edits.push([index, deleteCount, inserted]);
    text = text.slice(0, index) + inserted + text.slice(index + deleteCount);
    cursor = index + inserted.length;
  };
  while (edits.length < count) {
    if (random.chance(0.02)) cursor = random.below(text.length + 1);
    if (random.chance(0.25) && cursor > 0) {
      for (let n = 1 + random.below(6); n > 0 && cursor > 0; n--) splice(cursor - 1, 1, '');
    } else if (random.chance(0.03)) {
      const gone = Math.min(random.below(20), text.length - cursor);
      splice(cursor, gone, `${random.pick(words)} ${random.pick(words)}\n`);
    } else {
      for (const unit of `${random.pick(words)} `) splice(cursor, 0, unit);
    }
  }
  return { start: '', end: text, edits };
}

// Runs in a page: replays edits through the shared text, `perTurn` calls in one
// turn of the event loop. Resolves with the milliseconds until all is acknowledged.
export async function replay(page, edits, { perTurn = 200, timeout = 600000 } = {}) {
  return page.evaluate(async ([json, perTurn, timeout]) => {
    const edits = JSON.parse(json);
    const text = e2e.text;
    const turn = new MessageChannel();
    let wake;
    turn.port1.onmessage = () => wake();
    const start = performance.now();
    for (let i = 0; i < edits.length; i++) {
      const [index, deleteCount, inserted] = edits[i];
      if (deleteCount > 0) text.remove(index, deleteCount);
      if (inserted !== '') text.insert(index, inserted);
      if (i % perTurn === perTurn - 1) {
        await new Promise((resolve) => { wake = resolve; turn.port2.postMessage(0); });
      }
    }
    await e2e.committed(timeout);
    return performance.now() - start;
  }, [JSON.stringify(edits), perTurn, timeout]);
}
