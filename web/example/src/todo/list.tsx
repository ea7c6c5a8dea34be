// The list. Each component renders again when what it shows has changed, whoever has changed it.
import type { RealTimeArray, RealTimeObject, UndoManager } from '@convergence-wasm/client';
import { bindText } from '@convergence-wasm/inputs';
import { useElement, useModel } from '@convergence-wasm/react';
import { type FormEvent, memo, useEffect, useRef, useState } from 'react';
import { colourOf, nameOf } from '../shared/colours';
import { startAt } from '../shared/start-at';

export interface Item { title: string; done: boolean }
export interface Todo { items: Item[] }
type Shared = RealTimeObject<Item>;

const all = (items: RealTimeArray<Item>): Shared[] => {
  const list: Shared[] = [];
  items.forEach((item) => { list.push(item as unknown as Shared); });
  return list;
};
const isOpen = (item: Shared): boolean => !item.get('done').value();
const person = { colour: ({ sessionId }: { sessionId: string }) => colourOf(sessionId), name: ({ user }: { user: Parameters<typeof nameOf>[0] }) => nameOf(user) };

export function List({ options, undo }: { options: { collection: string; id: string; data: Todo }; undo: UndoManager }) {
  const model = useModel<Todo>(options);
  const items = model.elementAt('items') as unknown as RealTimeArray<Item>;
  const [onlyOpen, setOnlyOpen] = useState(false);
  const shown = useElement(items, (list) => all(list as RealTimeArray<Item>).filter((item) => !onlyOpen || isOpen(item)));
  const open = useElement(items, (list) => all(list as RealTimeArray<Item>).filter(isOpen).length);
  const done = useElement(items, (list) => (list as RealTimeArray<Item>).length()) - open;
  const may = model.isOpen() && model.permissions().write;

  const clear = () => {
    model.startBatch(); // the others see them go together
    for (const item of all(items)) if (!isOpen(item)) item.removeFromParent();
    model.completeBatch();
  };
  return (
    <>
      <Add add={(title) => items.push({ title, done: false })} may={may} />
      <ul aria-label="Things to do">{shown.map((item) => <Line key={item.id()} item={item} may={may} undo={undo} />)}</ul>
      <p className="sum">
        <span>{open === 0 ? 'Nothing left to do' : `${open} to do`}</span>
        <label><input type="checkbox" checked={onlyOpen} onChange={() => setOnlyOpen(!onlyOpen)} /> Hide done</label>
        <button className="button" type="button" disabled={!may || done === 0} onClick={clear}>Remove done</button>
      </p>
    </>
  );
}

function Add({ add, may }: { add: (title: string) => void; may: boolean }) {
  const [title, setTitle] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => startAt(field.current), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim()) add(title.trim());
    setTitle('');
  };
  return (
    <form className="add" onSubmit={submit} autoComplete="off">
      <input ref={field} aria-label="Something new to do" placeholder="What needs doing?" maxLength={200} disabled={!may} value={title} onChange={(event) => setTitle(event.target.value)} />
      <button className="button primary" type="submit" disabled={!may}>Add</button>
    </form>
  );
}

const Line = memo(function Line({ item, may, undo }: { item: Shared; may: boolean; undo: UndoManager }) {
  const done = useElement(item.get('done'));
  const title = useElement(item.get('title'));
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => bindText(field.current!, item.get('title'), { ...person, undo }), [item, undo]); // two can write in one title
  return (
    <li className={done ? 'done' : ''}>
      <input type="checkbox" aria-label={`Done: ${title}`} checked={done} disabled={!may} onChange={() => item.get('done').value(!done)} />
      <span className="field"><input ref={field} aria-label={`Title: ${title}`} maxLength={200} /></span>
      <button className="remove" type="button" aria-label={`Remove ${title}`} disabled={!may} onClick={() => item.removeFromParent()} />
    </li>
  );
});
