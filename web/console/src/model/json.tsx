// A model as JSON: seen as it changes, and edited as a whole.
import type { RealTimeModel } from '@convergence-wasm/client';
import { useMemo, useRef, useState } from 'preact/hooks';
import { getTagged, inDomain, send } from '../api';
import type { ModelData } from '../types';
import { attempt } from '../ui/dialogs';
import { Field, Form, json } from '../ui/form';
import { pretty } from '../ui/show';
import { say } from '../ui/toast';
import { useSlowly } from './changes';

/** The whole of a model as it changes. What takes long is done less often, so that the page stays quick. */
function Document({ model, changes }: { model: RealTimeModel; changes: number }) {
  const cost = useRef(0); // milliseconds
  const now = useSlowly(changes, 10 * cost.current);
  const text = useMemo(() => {
    const begin = performance.now();
    const text = pretty(model.root().toJSON());
    cost.current = performance.now() - begin;
    return text;
  }, [model, now]);
  return <pre class="document" tabIndex={0} aria-label="Data of the model"><code>{text}</code></pre>;
}

interface JsonProps { domain: string; id: string; model: RealTimeModel; changes: number }

export function JsonView({ domain, id, model, changes }: JsonProps) {
  const path = inDomain(domain, 'models', id);
  const [editing, setEditing] = useState<{ text: string; tag: string; collection: string } | undefined>();
  const edit = () => attempt(async () => {
    const { value, tag } = await getTagged<ModelData>(path);
    setEditing({ text: pretty(value.data), tag, collection: value.collection });
  });
  if (editing) {
    return (
      <Form submit="Save as one change" cancel={() => setEditing(undefined)} action={async (data) => {
        await send('PUT', path, { collection: editing.collection, data: json(data, 'data') }, { tag: editing.tag });
        setEditing(undefined);
        say('The model is changed, for everybody who has it open.');
      }}>
        <Field label="Data" hint="What differs becomes one operation. It is refused when somebody else was faster.">
          <textarea name="data" rows={18} spellcheck={false} defaultValue={editing.text} />
        </Field>
      </Form>
    );
  }
  return (
    <>
      <Document model={model} changes={changes} />
      <div class="buttons"><button type="button" onClick={() => void edit()}>Edit as JSON</button></div>
    </>
  );
}
