// Observables of ours with the operators of RxJS 6 and 7, as a module and as
// the global of a page.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test, { after, before } from "node:test";
import * as seven from "rxjs";
import * as six from "rxjs6";
import * as operators6 from "rxjs6/operators/index.js";
import { launch, noCore, open, root } from "./page.mjs";
import { source } from "./source.mjs";

const { api } = await source({ api: "index.ts" });
class Emitter extends api.ConvergenceEventEmitter {}

const VERSIONS = [
  ["6", { ...(six.default ?? six) }, { ...(operators6.default ?? operators6) }],
  ["7", seven, seven],
];
const later = () => new Promise((resolve) => setTimeout(resolve, 20));

for (const [version, rx, op] of VERSIONS) {
  /** Runs a pipeline over the events that `emit` causes and returns what comes out. */
  const through = (make, emit) => {
    const emitter = new Emitter();
    const out = [];
    const subscription = make(emitter.events()).subscribe((x) => out.push(x));
    for (const [name, value] of emit) emitter._emit({ name, value });
    subscription.unsubscribe();
    emitter._emit({ name: "after", value: 99 });
    assert.equal(emitter._observed(), false, "nobody is subscribed any more");
    return out;
  };
  const numbers = [1, 2, 2, 3].map((n) => ["n", n]);

  test(`RxJS ${version}: operators in pipe`, () => {
    const value = op.map((e) => e.value);
    const cases = {
      map: [(o) => o.pipe(value), [1, 2, 2, 3]],
      filter: [(o) => o.pipe(op.filter((e) => e.value > 1), value), [2, 2, 3]],
      distinctUntilKeyChanged: [(o) => o.pipe(op.distinctUntilKeyChanged("value"), value), [1, 2, 3]],
      distinctUntilChanged: [(o) => o.pipe(value, op.distinctUntilChanged()), [1, 2, 3]],
      scan: [(o) => o.pipe(op.scan((sum, e) => sum + e.value, 0)), [1, 3, 5, 8]],
      take: [(o) => o.pipe(op.take(2), value), [1, 2]],
      takeWhile: [(o) => o.pipe(op.takeWhile((e) => e.value < 3), value), [1, 2, 2]],
      skip: [(o) => o.pipe(op.skip(3), value), [3]],
      startWith: [(o) => o.pipe(value, op.startWith(0), op.take(2)), [0, 1]],
      switchMap: [(o) => o.pipe(op.switchMap((e) => rx.of(e.value, -e.value)), op.take(4)), [1, -1, 2, -2]],
      mergeMap: [(o) => o.pipe(op.mergeMap((e) => rx.of(e.value))), [1, 2, 2, 3]],
      tap: [(o) => o.pipe(op.tap(() => {}), value), [1, 2, 2, 3]],
      bufferCount: [(o) => o.pipe(value, op.bufferCount(2)), [[1, 2], [2, 3]]],
      pairwise: [(o) => o.pipe(value, op.pairwise()), [[1, 2], [2, 2], [2, 3]]],
      withLatestFrom: [(o) => o.pipe(value, op.withLatestFrom(rx.of("x"))), [[1, "x"], [2, "x"], [2, "x"], [3, "x"]]],
      share: [(o) => o.pipe(value, op.share()), [1, 2, 2, 3]],
      catchError: [(o) => o.pipe(op.map((e) => { if (e.value === 2) throw new Error("two"); return e.value; }), op.catchError(() => rx.of("caught"))), [1, "caught"]],
    };
    for (const [name, [make, expected]] of Object.entries(cases)) assert.deepEqual(through(make, numbers), expected, name);
  });

  test(`RxJS ${version}: our observables as arguments of its functions`, async () => {
    const one = new Emitter();
    const two = new Emitter();
    const out = { merge: [], combine: [], from: [], until: [], zip: [] };
    const value = op.map((e) => e.value);
    rx.merge(one.events(), two.events()).subscribe((e) => out.merge.push(e.value));
    rx.combineLatest([one.events().pipe(value), two.events().pipe(value)]).subscribe((x) => out.combine.push(x));
    rx.from(one.events()).subscribe((e) => out.from.push(e.value));
    rx.zip(one.events(), two.events()).subscribe(([a, b]) => out.zip.push(a.value + b.value));
    one.events().pipe(op.takeUntil(two.events())).subscribe((e) => out.until.push(e.value));
    const subject = new rx.Subject();
    const heard = [];
    subject.subscribe((e) => heard.push(e.value));
    one.events().subscribe(subject);
    one._emit({ name: "a", value: 1 });
    two._emit({ name: "b", value: 2 });
    one._emit({ name: "a", value: 3 });
    await later();
    assert.deepEqual(out, { merge: [1, 2, 3], combine: [[1, 2], [3, 2]], from: [1, 3], until: [1], zip: [3] });
    assert.deepEqual(heard, [1, 3]);
    const first = rx.from(one.events()).pipe(op.take(1)).toPromise();
    one._emit({ name: "a", value: 5 });
    assert.equal((await first).value, 5);
  });

  test(`RxJS ${version}: observers as functions and as objects, interop and unsubscribing inside`, () => {
    const emitter = new Emitter();
    const out = [];
    emitter.events().subscribe((e) => out.push(`next ${e.value}`), () => {}, () => {});
    emitter.events().subscribe({ next: (e) => out.push(`object ${e.value}`), error() {}, complete() {} });
    const subscription = emitter.events().subscribe(() => { out.push("once"); subscription.unsubscribe(); });
    const key = rx.observable ?? Symbol.observable ?? "@@observable";
    assert.equal(typeof emitter.events()[key] === "function" || typeof emitter.events()["@@observable"] === "function", true);
    emitter._emit({ name: "a", value: 1 });
    emitter._emit({ name: "a", value: 2 });
    assert.deepEqual(out, ["next 1", "object 1", "once", "next 2", "object 2"]);
  });

  test(`RxJS ${version}: an observer that throws stops nobody else`, async (t) => {
    const emitter = new Emitter();
    const out = [];
    const thrown = [];
    const catchIt = (error) => thrown.push(error.message);
    const before = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", catchIt);
    t.after(() => {
      process.removeListener("uncaughtException", catchIt);
      for (const listener of before) process.on("uncaughtException", listener);
    });
    emitter.events().pipe(op.map((e) => e)).subscribe(() => { throw new Error("oops"); });
    emitter.events().pipe(op.map((e) => e.value)).subscribe((v) => out.push(v));
    emitter._emit({ name: "a", value: 1 });
    emitter._emit({ name: "a", value: 2 });
    await later();
    assert.deepEqual(out, [1, 2]);
    assert.deepEqual(thrown, ["oops", "oops"]); // its subscription goes on
  });
}

// Pages that load RxJS by a script tag before ours.
const BUNDLES = [
  ["6", "rxjs6/bundles/rxjs.umd.js"],
  ["7", "rxjs/dist/bundles/rxjs.umd.js"],
];
let browser;
before(async () => {
  if (!noCore) browser = await launch();
});
after(() => browser?.close());
for (const [version, bundle] of BUNDLES) {
  test(`a page with the global of RxJS ${version}: our observables are of its class`, { skip: noCore }, async () => {
    const html = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script src="/rxjs.js"></script><script src="/dist/convergence.testing.js"></script>';
    const script = fs.readFileSync(path.join(root, "node_modules", bundle));
    const site = await open(browser, { html, files: { "/rxjs.js": script } });
    const result = await site.page.evaluate(async () => {
      const { map, distinctUntilChanged, filter } = rxjs.operators;
      const m = await Convergence.__test.localModel({ s: "", n: 0 });
      m.emitLocalEvents(true);
      const [s, n] = [m.elementAt("s"), m.elementAt("n")];
      const out = [];
      const lists = [];
      rxjs.merge(s.events(), n.events()).pipe(filter((e) => e.name !== "model_changed"), map((e) => `${e.name} ${e.value}`), distinctUntilChanged()).subscribe((x) => out.push(x));
      m.collaboratorsAsObservable().pipe(map((list) => list.length)).subscribe((x) => lists.push(x));
      s.insert(0, "a");
      n.add(1);
      n.add(1);
      return { own: s.events() instanceof rxjs.Observable, out, lists };
    });
    assert.deepEqual(result, { own: true, out: ["insert a", "delta 1"], lists: [1] });
    assert.deepEqual(site.errors, []);
    await site.close();
  });
}
