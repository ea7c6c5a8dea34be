// Watches a page while it synchronises: long tasks, memory, progress events and
// what is done to IndexedDB.

export function watch(page) {
  return page.evaluate(() => {
    const seen = e2e.watched = {
      tasks: [], progress: [], events: {}, errors: [], transactions: 0, written: 0, read: 0, largestRead: 0, begin: performance.now(), end: 0,
      memory: Convergence.__test.memory(), heap: Convergence.__test.memoryStats().heap,
    };
    const observer = new PerformanceObserver((list) => {
      for (const task of list.getEntries()) seen.tasks.push([task.duration, task.startTime]);
    });
    observer.observe({ type: 'longtask' });
    seen.stop = () => {
      for (const task of observer.takeRecords()) seen.tasks.push([task.duration, task.startTime]);
      observer.disconnect();
    };
    e2e.domain.models().events().subscribe((event) => {
      seen.events[event.name] = (seen.events[event.name] ?? 0) + 1;
      if (event.name === 'offline_models_sync_started' || event.name === 'offline_models_sync_progress') {
        seen.progress.push([event.name, event.modelsToSync]);
        if (seen.progress.length > 40000) seen.progress.shift();
      }
      if (event.name === 'offline_model_sync_error') seen.errors.push(`${event.modelId}: ${event.message}`);
      if (event.name === 'offline_models_sync_completed') seen.end = performance.now();
    });
    // The calls that the core makes, counted on their way.
    const count = (prototype, method, note) => {
      const original = prototype[method];
      prototype[method] = function (...args) {
        const result = original.apply(this, args);
        note(result, args);
        return result;
      };
    };
    count(IDBDatabase.prototype, 'transaction', () => { seen.transactions++; });
    count(IDBObjectStore.prototype, 'put', () => { seen.written++; });
    count(IDBObjectStore.prototype, 'delete', () => { seen.written++; });
    const got = (request) => request.addEventListener('success', () => {
      const n = Array.isArray(request.result) ? request.result.length : 1;
      seen.read += n;
      seen.largestRead = Math.max(seen.largestRead, n);
    });
    count(IDBObjectStore.prototype, 'getAll', got);
    count(IDBObjectStore.prototype, 'get', got);
  });
}

// A page that computes for 3 ms at a time: its long tasks are the machine's.
export async function idlePage(context) {
  const page = await context.newPage();
  await page.evaluate(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => { for (const task of list.getEntries()) tasks.push(task.duration); }).observe({ type: 'longtask' });
    setInterval(() => {
      const end = performance.now() + 3;
      while (performance.now() < end);
    }, 60);
  });
  return page;
}

// How far the synchronisation is: models left, and whether it is over.
export function progress(page) {
  return page.evaluate(() => ({
    left: e2e.watched.progress.at(-1)?.[1] ?? null, over: e2e.watched.end > 0, saved: e2e.domain.storage().saved(),
    completed: e2e.watched.events.offline_model_sync_completed ?? 0, memory: Convergence.__test.memory(),
  }));
}

// Ends watching; the result has no functions.
export function report(page) {
  return page.evaluate(() => {
    e2e.watched.stop();
    const { stop, ...seen } = e2e.watched;
    return { ...seen, memoryAfter: Convergence.__test.memory(), heapAfter: Convergence.__test.memoryStats().heap };
  });
}
