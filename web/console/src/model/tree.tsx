// A model as a tree that is edited in place.
import type { RealTimeArray, RealTimeElement, RealTimeObject } from '@convergence-wasm/client';
import { Component } from 'preact';
import { useState } from 'preact/hooks';
import { confirm, openDialog } from '../ui/dialogs';
import { Field, Form, text } from '../ui/form';
import { plural, pretty } from '../ui/show';
import { useElement } from './changes';
import { Value } from './value';

const atOnce = 100; // entries that are shown before somebody asks for more
const mostShown = 600; // characters of what is to be removed

/** Asks for a value as JSON, which is text when it is none. */
function askValue(title: string, withKey: boolean, set: (key: string, value: unknown) => void): void {
  openDialog(title, (close) => (
    <Form submit="Add" cancel={close} action={async (data) => {
      const given = text(data, 'value');
      let value: unknown = given;
      try { value = JSON.parse(given); } catch { /* then it is a text */ }
      set(text(data, 'key'), value);
      close();
    }}>
      {withKey && <Field label="Name of the property"><input name="key" required autocomplete="off" spellcheck={false} /></Field>}
      <Field label="Value" hint="JSON, such as 12, true, [] or {}; anything else is text"><textarea name="value" rows={3} spellcheck={false} /></Field>
    </Form>
  ));
}

/** Asks before an element is removed, and says what goes with it. */
function askRemoval(name: string, element: RealTimeElement, remove: () => void): void {
  const value = pretty(element.value());
  confirm({
    title: `Remove ${name}`, act: 'Remove', done: `${name} is removed.`,
    text: <><p>This is removed for everybody. It stays in the history of the model.</p><pre class="document">{value.length > mostShown ? `${value.slice(0, mostShown)}…` : value}</pre></>,
    do: async () => {
      if (!element.isAttached()) throw new Error(`Somebody else has removed or replaced ${name} meanwhile.`);
      remove();
    },
  });
}

interface NodeProps { name: string; element: RealTimeElement; editable: boolean; depth: number; remove?: () => void }

function Container({ name, element, editable, depth, remove }: NodeProps) {
  useElement(element);
  const [open, setOpen] = useState(depth < 2);
  const [most, setMost] = useState(atOnce);
  const isArray = element.type() === 'array';
  const array = element as unknown as RealTimeArray;
  const object = element as unknown as RealTimeObject<Record<string, unknown>>;
  const keys = isArray ? undefined : object.keys();
  const size = keys ? keys.length : array.length();
  const add = () => {
    if (isArray) askValue(`Add an entry to ${name}`, false, (_, value) => array.push(value));
    else askValue(`Add a property to ${name}`, true, (key, value) => {
      if (object.hasKey(key)) throw new Error(`There is a property ${key} already.`);
      object.set(key, value);
    });
  };
  const entries: NodeProps[] = [];
  if (open) {
    for (let i = 0; i < Math.min(size, most); i++) {
      const key = keys ? keys[i] : String(i);
      const entry = (keys ? object.get(key) : array.get(i)) as unknown as RealTimeElement;
      entries.push({
        name: key, element: entry, editable, depth: depth + 1,
        // Where it is then: others may move it while one is asked.
        remove: () => { if (keys) object.remove(key); else array.remove(Number(entry.path().at(-1))); },
      });
    }
  }
  return (
    <li class="node">
      <div class="line">
        <button type="button" class="quiet twist" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span aria-hidden="true">{open ? '▾' : '▸'}</span> <span class="key">{name}</span>
          <span class="quiet-text">{isArray ? plural(size, 'entry', 'entries') : plural(size, 'property', 'properties')}</span>
        </button>
        {editable && <span class="acts">
          <button type="button" class="quiet" aria-label={`Add to ${name}`} onClick={add}>Add</button>
          {remove && <button type="button" class="quiet" aria-label={`Remove ${name}`} onClick={() => askRemoval(name, element, remove)}>Remove</button>}
        </span>}
      </div>
      {open && size > 0 && (
        <ul>
          {entries.map((e) => <Node key={e.element.id()} {...e} />)}
          {size > most && <li><button type="button" onClick={() => setMost(most + 10 * atOnce)}>Show more of {plural(size, 'entry', 'entries')}</button></li>}
        </ul>
      )}
    </li>
  );
}

/** What an element holds follows that by itself, so that its container has nothing to draw but what is new. */
class Node extends Component<NodeProps> {
  override shouldComponentUpdate(next: NodeProps): boolean {
    const { name, element, editable } = this.props;
    return next.name !== name || next.element !== element || next.editable !== editable;
  }

  override render(props: NodeProps) {
    const { name, element, editable, remove } = props;
    const type = element.type();
    if (type === 'object' || type === 'array') return <Container {...props} />;
    return (
      <li class="node leaf">
        <div class="line">
          <span class="key">{name}</span>
          <Value name={name} element={element} editable={editable} />
          {editable && remove && <span class="acts"><button type="button" class="quiet" aria-label={`Remove ${name}`} onClick={() => askRemoval(name, element, remove)}>Remove</button></span>}
        </div>
      </li>
    );
  }
}

export function Tree({ root, editable }: { root: RealTimeElement; editable: boolean }) {
  return <ul class="tree"><Node name="data" element={root} editable={editable} depth={0} /></ul>;
}
