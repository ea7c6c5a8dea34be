// Forms: what is typed is read from the form when it is sent.
import { cloneElement, type ComponentChildren, type VNode } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { message } from '../api';
import { hush } from './toast';

interface FormProps {
  submit: string;
  /** What is sent; an error is shown in the form. */
  action: (data: FormData) => Promise<unknown>;
  children?: ComponentChildren;
  danger?: boolean;
  /** Not what a page is for. */
  plain?: boolean;
  /** Whether it is emptied when it was sent. */
  clear?: boolean;
  disabled?: boolean;
  cancel?: () => void;
  /** What is sent, where it is not in the form: a problem is one of what was sent, not of what it has become. */
  of?: unknown;
}

export function Form({ submit, action, children, danger, plain, clear, disabled, cancel, of }: FormProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  useEffect(() => setProblem(''), [of]);
  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    setBusy(true);
    setProblem('');
    try {
      await action(data);
      if (clear) form.reset();
    } catch (error) {
      hush(); // what went well before is not about this
      setProblem(message(error));
    }
    setBusy(false);
  }
  return (
    <form onSubmit={(event) => void send(event)}>
      {children}
      <p class="problem" role="alert" hidden={!problem}>{problem}</p>
      <div class="buttons">
        {cancel && <button type="button" onClick={cancel}>Cancel</button>}
        <button type="submit" class={danger ? 'danger' : plain ? '' : 'primary'} disabled={busy || disabled}>{submit}</button>
      </div>
    </form>
  );
}

interface FieldProps { label: ComponentChildren; hint?: ComponentChildren; children: VNode<any> }

/** A label with its control, and what helps to fill it in. */
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {cloneElement(children, { id, ...(hint ? { 'aria-describedby': `${id}-hint` } : {}) })}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

interface CheckProps { name: string; label: ComponentChildren; hint?: ComponentChildren; checked?: boolean; value?: string }

export function Check({ name, label, hint, checked, value }: CheckProps) {
  const id = useId();
  return (
    <div class="check">
      <input type="checkbox" id={id} name={name} value={value ?? 'on'} defaultChecked={checked} aria-describedby={hint ? `${id}-hint` : undefined} />
      <label for={id}>{label}</label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

export function Select({ name, value, choices, ...rest }: { name: string; value?: string; choices: Record<string, string>; [more: string]: unknown }) {
  return (
    <select name={name} {...rest}>
      {Object.entries(choices).map(([key, text]) => <option key={key} value={key} selected={key === value}>{text}</option>)}
    </select>
  );
}

/** What names of domains, keys and administrators are made of. */
export const nameRule = '[A-Za-z0-9][A-Za-z0-9._\\-]{0,62}';

/** The field of a password that is given to somebody. */
export function NewPassword({ label, hint, required = true }: { label: string; hint: string; required?: boolean }) {
  return <Field label={label} hint={`At least eight characters${hint}`}><input name="password" type="password" required={required} minLength={8} autocomplete="new-password" /></Field>;
}

/** A password of a form, as it was typed. */
export function password(data: FormData): string {
  return String(data.get('password') ?? '');
}

/** What the JSON of a form says. */
export function json(data: FormData, name: string): unknown {
  try {
    return JSON.parse(text(data, name));
  } catch (error) {
    throw new Error(`This is not JSON: ${message(error)}`);
  }
}

/** A text of a form, without spaces around it. */
export function text(data: FormData, name: string): string {
  return String(data.get(name) ?? '').trim();
}
