// Dialogs, one at a time, and messages that go by themselves.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { message } from '../api';
import { session } from '../session';
import { Store, useStore } from '../store';
import { Field, Form } from './form';
import { Icon } from './icons';
import { said, say } from './toast';

interface Shown { title: string; content: (close: () => void) => ComponentChildren; wide?: boolean }

const shown = new Store<Shown | undefined>(undefined);

// What a dialog shows and does is the business of who was signed in.
session.follow((now) => { if (!now) shown.set(undefined); });

/** Opens a dialog, in place of one that is open. */
export function openDialog(title: string, content: Shown['content'], wide = false): void {
  if (session.value) shown.set({ title, content, wide });
}

/** Says what is wrong with an act that has no form to say it in. */
export async function attempt(act: () => unknown): Promise<void> {
  try { await act(); } catch (error) { say(message(error)); }
}

interface Confirmation {
  title: string;
  text: ComponentChildren;
  /** What the button says. */
  act: string;
  /** A name to be typed before, where much is lost. */
  typed?: string;
  do: () => Promise<unknown>;
  done: string;
}

/** Asks before something is lost, and does it. */
export function confirm(c: Confirmation): void {
  openDialog(c.title, (close) => <Confirm {...c} close={close} />);
}

function Confirm({ text, act, typed, do: act_, done, close }: Confirmation & { close: () => void }) {
  const [name, setName] = useState('');
  return (
    <Form submit={act} danger disabled={typed !== undefined && name !== typed} cancel={close}
      action={async () => { await act_(); close(); say(done); }}>
      <div class="prose">{text}</div>
      {typed !== undefined && (
        <Field label={<>Type <code>{typed}</code> to confirm</>}>
          <input name="typed" autocomplete="off" spellcheck={false} value={name} onInput={(e) => setName(e.currentTarget.value)} />
        </Field>
      )}
    </Form>
  );
}

function Dialog({ title, content, wide }: Shown) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    ref.current!.showModal();
    // The first thing to fill in, or what does nothing; not the cross, which comes first.
    ref.current!.querySelector<HTMLElement>('form :is(input, textarea, select), .buttons button')?.focus();
    return () => before?.focus?.();
  }, []);
  const close = () => ref.current?.close();
  return (
    <dialog ref={ref} class={wide ? 'wide' : ''} aria-labelledby={id} onClose={() => shown.set(undefined)}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet square" aria-label="Close" onClick={close}><Icon name="close" /></button>
      </header>
      {content(close)}
    </dialog>
  );
}

export function Dialogs() {
  const dialog = useStore(shown);
  const news = useStore(said);
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    setVisible(news !== undefined);
    const timer = setTimeout(() => setVisible(false), 5000);
    return () => clearTimeout(timer);
  }, [news]);
  return (
    <>
      {dialog && <Dialog key={dialog.title} {...dialog} />}
      <div class="toast" role="status" data-visible={visible}>{visible ? news?.text : ''}</div>
    </>
  );
}
