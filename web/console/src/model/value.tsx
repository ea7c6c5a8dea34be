// One value of a model: shown, and edited where it stands.
import type { RealTimeElement, RealTimeString } from '@convergence-wasm/client';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { attempt } from '../ui/dialogs';
import { useElement } from './changes';
import { Changes } from '../../../../js/packages/text/changes';
import { difference } from '../../../../js/packages/text/difference';

interface ValueProps { name: string; element: RealTimeElement; editable: boolean }

export function Value({ name, element, editable }: ValueProps) {
  useElement(element);
  const value = element.value() as unknown;
  switch (element.type()) {
    case 'string':
      return <Text name={name} element={element as unknown as RealTimeString} editable={editable} />;
    case 'boolean':
      return <input type="checkbox" aria-label={name} checked={value as boolean} disabled={!editable}
        onChange={(e) => { const on = e.currentTarget.checked; void attempt(() => element.value(on)); }} />;
    case 'number':
      return <Line type="number" name={name} now={() => String(element.value())} editable={editable}
        set={(text) => { const n = Number(text); if (text.trim() && Number.isFinite(n)) void attempt(() => element.value(n)); }} />;
    case 'date':
      return <Line type="text" name={name} now={() => (element.value() as Date).toISOString()} editable={editable}
        set={(text) => { const date = new Date(text); if (!Number.isNaN(date.getTime())) void attempt(() => element.value(date)); }} />;
  }
  return <span class="quiet-text code">{String(value)}</span>;
}

interface LineProps { type: 'number' | 'text'; name: string; now: () => string; editable: boolean; set: (text: string) => void }

/** A value that is set when one has typed it. What others do meanwhile does not disturb that. */
function Line({ type, name, now, editable, set }: LineProps) {
  const field = useRef<HTMLInputElement>(null);
  const show = () => { field.current!.value = now(); };
  useLayoutEffect(() => { if (document.activeElement !== field.current) show(); });
  return <input ref={field} type={type as 'number'} step="any" aria-label={name} disabled={!editable} spellcheck={false}
    onChange={(e) => { set(e.currentTarget.value); show(); }} onBlur={show} />;
}

/** A text, in which one types with everybody else: edits go out as they are made. */
function Text({ name, element, editable }: ValueProps & { element: RealTimeString }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const known = useRef(''); // what field and element had in common last
  const fit = () => {
    const at = field.current!;
    at.style.height = 'auto';
    at.style.height = `${Math.min(at.scrollHeight + 2, 400)}px`;
  };
  const show = () => {
    const at = field.current!;
    const now = element.value();
    if (now === at.value) {
      known.current = now;
      return;
    }
    const change = difference(known.current, now);
    const changes = Changes.of(known.current.length, ...(change ? [change] : []));
    const [start, end] = [changes.position(at.selectionStart), changes.position(at.selectionEnd)];
    at.value = known.current = now;
    if (document.activeElement === at) at.setSelectionRange(start, end);
    fit();
  };
  useLayoutEffect(show);
  useEffect(() => {
    fit();
    // At once where one types, so that positions are right, and elsewhere when it is drawn.
    const changed = () => { if (document.activeElement === field.current) show(); };
    element.on('model_changed', changed);
    return () => { element.off('model_changed', changed); };
  }, [element]);
  const typed = () => void attempt(() => {
    const at = field.current!;
    const change = difference(known.current, at.value, at.selectionEnd);
    known.current = at.value;
    if (change) element.splice(change.from, change.to - change.from, change.insert);
    fit();
  });
  return <textarea ref={field} rows={1} aria-label={name} readOnly={!editable} spellcheck={false} onInput={typed} />;
}
