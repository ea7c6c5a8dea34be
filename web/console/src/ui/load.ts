// Getting what a page shows.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get, message, type Page } from '../api';

export interface Loaded<T> { value?: T; problem: string; reload: () => void }

/** What a function gets, again whenever its key changes or, with seconds, after them. */
export function useLoaded<T>(key: string, load: () => Promise<T>, seconds = 0): Loaded<T> {
  const [state, setState] = useState<{ key: string; value?: T; problem: string }>({ key, problem: '' });
  const [round, setRound] = useState(0);
  const loading = useRef(load);
  loading.current = load;
  useEffect(() => {
    let current = true;
    let timer = 0;
    const run = async () => {
      try {
        const value = await loading.current();
        if (current) setState({ key, value, problem: '' });
      } catch (error) {
        if (current) setState((s) => ({ ...(s.key === key ? s : {}), key, problem: message(error) }));
      }
      if (current && seconds > 0) timer = setTimeout(() => void run(), seconds * 1000);
    };
    void run();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key, round, seconds]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  return state.key === key ? { value: state.value, problem: state.problem, reload } : { problem: '', reload };
}

export interface Listing<T> { items?: T[]; problem: string; reload: () => void; more?: () => void }

/** A list of the API, its first page and those that are asked for. */
export function useList<T>(path: string, seconds = 0): Listing<T> {
  const { value, problem, reload } = useLoaded(path, () => get<Page<T>>(path), seconds);
  const [rest, setRest] = useState<{ of?: Page<T>; items: T[]; next?: string; problem?: string }>({ items: [] });
  if (!value) return { problem, reload };
  const known = rest.of === value ? rest : { of: value, items: value.items, next: value.next };
  const more = async () => {
    try {
      const page = await get<Page<T>>(`${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(known.next!)}`);
      setRest({ of: value, items: [...known.items, ...page.items], next: page.next });
    } catch (error) {
      setRest({ ...known, problem: message(error) });
    }
  };
  return { items: known.items, problem: problem || rest.problem || '', reload, more: known.next ? () => void more() : undefined };
}
