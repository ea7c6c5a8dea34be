/** How many runs a chunk has at most. Edits cost a search among the chunks and one within a chunk. */
const CHUNK = 256;

interface Chunk<T> {
  /** Of all its runs together. */
  length: number;
  readonly lengths: number[];
  readonly values: T[];
}

/**
 * What belongs to the units of a text, as runs of equal values: memory grows with the runs,
 * not with the text. Neighbours with the same value are one run, but where a chunk ends. The last run may be endless,
 * for a text of which the length is not known.
 *
 * The runs lie in chunks, as the text of a document does in pkg/document/buffer.go.
 */
export class Runs<T> {
  private readonly _chunks: Chunk<T>[];

  /** One run. */
  constructor(length: number, value: T) {
    this._chunks = [{ length, lengths: [length], values: [value] }];
  }

  /** The number of runs. */
  get size(): number {
    return this._chunks.reduce((sum, chunk) => sum + chunk.lengths.length, 0);
  }

  /** The text loses `removed` units at an index and gains `inserted` ones with a value. */
  splice(index: number, removed: number, inserted: number, value: T): void {
    let [c, start] = this._find(index);
    if (removed > 0) {
      this._remove(c, index - start, removed);
      [c, start] = this._find(index);
    }
    if (inserted > 0) this._insert(c, index - start, inserted, value);
  }

  /** Calls back for each run between two places of the text. */
  forEach(from: number, to: number, callback: (from: number, to: number, value: T) => void): void {
    let [c, at] = this._find(from);
    for (; c < this._chunks.length && at < to; c++) {
      const { lengths, values } = this._chunks[c] as Chunk<T>;
      for (let i = 0; i < lengths.length && at < to; i++) {
        const end = at + (lengths[i] as number);
        if (end > from) callback(Math.max(at, from), Math.min(end, to), values[i] as T);
        at = end;
      }
    }
  }

  /** The chunk that holds the unit before an index, and where it begins. */
  private _find(index: number): [chunk: number, start: number] {
    let start = 0;
    const last = this._chunks.length - 1;
    for (let c = 0; c < last; c++) {
      const end = start + (this._chunks[c] as Chunk<T>).length;
      if (index <= end) return [c, start];
      start = end;
    }
    return [last, start];
  }

  private _remove(c: number, at: number, count: number): void {
    while (count > 0 && c < this._chunks.length) {
      const chunk = this._chunks[c] as Chunk<T>;
      const { lengths, values } = chunk;
      let i = 0;
      for (; i < lengths.length && at >= (lengths[i] as number); i++) at -= lengths[i] as number;
      const first = i;
      while (count > 0 && i < lengths.length) {
        const gone = Math.min(count, (lengths[i] as number) - at);
        lengths[i] = (lengths[i] as number) - gone;
        chunk.length -= gone;
        count -= gone;
        at = 0;
        i++;
      }
      // All between the first and the last of them are empty, those two perhaps.
      const from = lengths[first] === 0 ? first : first + 1;
      const to = i > from && lengths[i - 1] !== 0 ? i - 1 : i;
      if (to > from) {
        lengths.splice(from, to - from);
        values.splice(from, to - from);
      }
      this._join(chunk, from);
      if (lengths.length === 0 && this._chunks.length > 1) this._chunks.splice(c, 1);
      else c++;
      at = 0;
    }
  }

  private _insert(c: number, at: number, count: number, value: T): void {
    const chunk = this._chunks[c] as Chunk<T>;
    const { lengths, values } = chunk;
    let i = 0;
    for (; i < lengths.length && at > (lengths[i] as number); i++) at -= lengths[i] as number;
    chunk.length += count;
    const length = lengths[i] ?? 0;
    if (values[i] === value && lengths.length > 0) lengths[i] = length + count;
    else if (at === length && i + 1 < lengths.length && values[i + 1] === value) lengths[i + 1] = (lengths[i + 1] as number) + count;
    else if (lengths.length === 0 || at === 0 || at === length) {
      const where = at === 0 ? i : i + 1;
      lengths.splice(where, 0, count);
      values.splice(where, 0, value);
    } else {
      lengths.splice(i, 1, at, count, length - at);
      values.splice(i, 1, values[i] as T, value, values[i] as T);
    }
    if (lengths.length > CHUNK) this._split(c);
  }

  /** Makes one run of that before an index and that at it, if they have the same value. */
  private _join({ lengths, values }: Chunk<T>, i: number): void {
    if (i === 0 || i >= lengths.length || values[i - 1] !== values[i]) return;
    lengths[i - 1] = (lengths[i - 1] as number) + (lengths[i] as number);
    lengths.splice(i, 1);
    values.splice(i, 1);
  }

  private _split(c: number): void {
    const chunk = this._chunks[c] as Chunk<T>;
    const lengths = chunk.lengths.splice(CHUNK / 2);
    const values = chunk.values.splice(CHUNK / 2);
    const sum = (all: number[]) => all.reduce((a, b) => a + b, 0);
    chunk.length = sum(chunk.lengths);
    this._chunks.splice(c + 1, 0, { length: sum(lengths), lengths, values });
  }
}
