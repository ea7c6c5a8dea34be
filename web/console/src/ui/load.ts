// Getting what a page shows.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get, message, query } from '../api';
import type { Page } from '../types';

export interface Loaded<T> { value?: T; problem: string; reload: () => void }

/** What a function gets, again whenever its key changes or, with seconds, after them while the tab is seen. */
export function useLoaded<T>(key: string, load: () => Promise<T>, seconds = 0): Loaded<T> {
  const [state, setState] = useState<{ key: string; value?: T; problem: string }>({ key, problem: '' });
  const [round, setRound] = useState(0);
  const loading = useRef(load);
  loading.current = load;
  useEffect(() => {
    let current = true;
    let timer = 0;
    let due = false; // while nobody sees the page: a tab that is hidden asks for nothing
    const run = async () => {
      due = false;
      try {
        const value = await loading.current();
        if (current) setState({ key, value, problem: '' });
      } catch (error) {
        if (current) setState((s) => ({ ...(s.key === key ? s : {}), key, problem: message(error) }));
      }
      if (current && seconds > 0) timer = setTimeout(again, seconds * 1000);
    };
    const again = () => {
      due = document.hidden;
      if (!due) void run();
    };
    const seen = () => { if (due) again(); };
    document.addEventListener('visibilitychange', seen);
    void run();
    return () => {
      current = false;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [key, round, seconds]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  return state.key === key ? { value: state.value, problem: state.problem, reload } : { problem: '', reload };
}

export interface Listing<T> { items?: T[]; id: (item: T) => string; problem: string; reload: () => void; more?: () => void }

interface Part<T> { items: T[]; next?: string }

/**
 * A list of the API, its first page and those that are asked for. Getting it again gets it
 * up to what was last: what somebody has asked for stays there.
 */
export function useList<T>(path: string, id: (item: T) => string, seconds = 0): Listing<T> {
  const known = useRef<{ path: string; of?: Part<T>; items: T[]; asked: boolean }>({ path, items: [], asked: false });
  const part = (next: string) => get<Page<T>>(query(path, { cursor: next }));
  // Asked anew after each answer, for more may have been asked for meanwhile. What was last may be gone.
  const covers = (items: T[], size: number) => {
    const { path: of, items: shown, asked } = known.current;
    const last = shown.at(-1);
    return of !== path || !asked || last === undefined || items.length >= shown.length + size || items.some((item) => id(item) === id(last));
  };
  const load = async (): Promise<Part<T>> => {
    const first = await get<Page<T>>(path);
    let { items, next } = first;
    while (next && !covers(items, first.items.length)) {
      const page = await part(next);
      items = together(items, page.items, id);
      next = page.next;
    }
    return { items, next };
  };
  const { value, problem, reload } = useLoaded(path, load, seconds);
  const [more, setMore] = useState<{ to?: Part<T>; list: Part<T>; problem?: string }>({ list: { items: [] } });
  const added = value !== undefined && more.to === value;
  const list = added ? more.list : value;
  known.current = { path, of: value, items: list?.items ?? [], asked: known.current.path === path && known.current.asked };
  if (!list) return { id, problem, reload };
  const ask = async (next: string) => {
    let page: Part<T> = { items: [], next };
    let failed: string | undefined;
    known.current.asked = true;
    try {
      page = await part(next);
    } catch (error) {
      failed = message(error);
    }
    // The list may have been got again meanwhile, up to where it ended, or another one is shown.
    const { path: now, of, items } = known.current;
    if (now === path && of) setMore({ to: of, list: { items: together(items, page.items, id), next: page.next }, problem: failed });
  };
  const { items, next } = list;
  return { items, id, problem: problem || (added && more.problem) || '', reload, more: next ? () => void ask(next) : undefined };
}

/** Two parts of a list that follow each other, with what has moved from one to the other once. */
function together<T>(before: T[], after: T[], id: (item: T) => string): T[] {
  const there = new Set(before.map(id));
  return [...before, ...after.filter((item) => !there.has(id(item)))];
}
