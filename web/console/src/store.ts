// A value that components follow.
import { useEffect, useState } from 'preact/hooks';

export class Store<T> {
  private readonly followers = new Set<(value: T) => void>();

  constructor(private current: T) {}

  get value(): T { return this.current; }

  set(value: T): void {
    this.current = value;
    for (const follow of [...this.followers]) follow(value);
  }

  follow(follow: (value: T) => void): () => void {
    this.followers.add(follow);
    return () => this.followers.delete(follow);
  }
}

export function useStore<T>(store: Store<T>): T {
  const [value, setValue] = useState(store.value);
  useEffect(() => {
    setValue(store.value); // it may have changed before this ran
    return store.follow(setValue);
  }, [store]);
  return value;
}
