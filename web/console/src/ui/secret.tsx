// A secret that is shown once.
import { useState, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { say } from './toast';

interface SecretProps { secret: string; name: string; children: ComponentChildren; close: () => void }

/** Shows a secret, to be copied or kept as a file before it is gone. */
export function NewSecret({ secret, name, children, close }: SecretProps) {
  const [kept, setKept] = useState(false);
  const shown = useRef<HTMLPreElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      say('It is copied.');
    } catch { // pages without TLS have no clipboard
      getSelection()?.selectAllChildren(shown.current!);
      say('It is selected: copy it with the keyboard.');
    }
    setKept(true);
  };
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([secret], { type: 'text/plain' }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
    setKept(true);
  };
  return (
    <div class="prose">
      <p>{children}</p>
      <p class="notice">It is shown this once. Keep it where your other secrets are.</p>
      <pre ref={shown} tabIndex={0} class="secret" aria-label="Secret"><code>{secret}</code></pre>
      <div class="buttons">
        <button type="button" onClick={() => void copy()}>Copy</button>
        <button type="button" onClick={save}>Save as a file</button>
        <button type="button" class={kept ? 'primary' : ''} onClick={close}>Done</button>
      </div>
    </div>
  );
}
