// A text to search for, which is looked for when somebody has stopped typing.
import { useEffect, useRef, useState } from 'preact/hooks';

export function Search({ label, value, change, children }: { label: string; value: string; change: (text: string) => void; children?: preact.ComponentChildren }) {
  const [typed, setTyped] = useState(value);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const input = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => change(text.trim()), 250);
  };
  return (
    <div class="bar" role="search">
      <div class="grow"><input type="search" aria-label={label} placeholder={label} value={typed} onInput={(e) => input(e.currentTarget.value)} /></div>
      {children}
    </div>
  );
}
