// Tables of what the API lists, page by page.
import type { ComponentChildren } from 'preact';
import { Failed, Loading } from './page';
import type { Listing } from './load';

export interface Column<T> {
  head: string;
  cell: (item: T) => ComponentChildren;
  /** Of numbers, to the right; of buttons, at the end; of what may break anywhere. */
  kind?: 'number' | 'acts' | 'long';
  /** Not shown where there is little room for columns. */
  minor?: boolean;
}

interface TableProps<T> { label: string; items: T[]; columns: Column<T>[]; id: (item: T) => string }

export function Table<T>({ label, items, columns, id }: TableProps<T>) {
  const names = (c: Column<T>) => [c.kind, c.minor ? 'minor' : ''].filter(Boolean).join(' ') || undefined;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>{columns.map((c) => <th key={c.head} scope="col" class={names(c)}>{c.kind === 'acts' ? <span class="unseen">{c.head}</span> : c.head}</th>)}</tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={id(item)}>
              {columns.map((c, i) => (i === 0
                ? <th key={c.head} scope="row" class={names(c)}>{c.cell(item)}</th>
                : <td key={c.head} class={names(c)} data-head={c.kind === 'acts' ? undefined : c.head}>{c.cell(item)}</td>))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ListedProps<T> extends Omit<TableProps<T>, 'items' | 'id'> { list: Listing<T>; empty: ComponentChildren }

/** A table of a list, or what is to be said instead. */
export function Listed<T>({ list, empty, ...table }: ListedProps<T>) {
  const { items, id, problem, reload, more } = list;
  const failed = problem && <Failed text={problem} retry={reload} />;
  if (!items) return failed || <Loading />;
  if (items.length === 0) return failed || <>{empty}</>;
  return (
    <>
      {failed}
      <div class="sheet">
        <Table {...table} items={items} id={id} />
        {more && <div class="more"><button type="button" onClick={more}>Show more</button></div>}
      </div>
    </>
  );
}
