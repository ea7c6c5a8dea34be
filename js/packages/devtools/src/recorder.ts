import type { ConvergenceDomain, ModelChangedEvent, RealTimeModel } from "@convergence-wasm/client";
import { applied, type Change, changesBetween } from "./changes.js";
import { describe } from "./describe.js";
import { type Plain, toPlain } from "./plain.js";
import type { Entry, Recording } from "./recording.js";

/** How much is recorded. */
export interface RecorderOptions {
  /** How many entries are kept, the newest ones. Default: 1000. */
  limit?: number;
}

/** For how long, in ms, edits that the server has not acknowledged are gathered. No event tells of one's own edits. */
const LOOK = 100;

interface Watched {
  readonly model: RealTimeModel;
  /** As it was before the oldest entry, and as it was seen last. */
  first: Plain;
  last: Plain;
  /** Entries since everything was acknowledged. */
  unacknowledged: number;
  readonly by: Set<string>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

interface Subscribed {
  unsubscribe(): void;
}

/**
 * Records what happens to a domain, by the events that it emits for everybody. Models that are opened
 * from now on are recorded too; one that is open already is given to `watch`.
 */
export class FlightRecorder {
  readonly entries: Entry[] = [];
  /** How many entries have made room for others. */
  dropped = 0;
  /** Called after each entry. */
  onEntry: () => void = () => {};
  readonly models = new Map<string, Watched>();
  private readonly began = new Date();
  private readonly start = performance.now();
  private readonly limit: number;
  private readonly subscribed: Subscribed[] = [];
  private readonly unwrap: (() => void)[] = [];

  constructor(
    readonly domain: ConvergenceDomain,
    { limit = 1000 }: RecorderOptions = {},
  ) {
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError("limit must be a positive integer");
    this.limit = limit;
    const emitters = { domain, storage: domain.storage(), models: domain.models(), presence: domain.presence(), chat: domain.chat(), activities: domain.activities() };
    for (const [of, emitter] of Object.entries(emitters)) this.subscribed.push(emitter.events().subscribe((event) => this.add({ of, name: event.name, ...describe(event) })));
    for (const name of ["open", "openAutoCreate"] as const) this.wrap(domain.models(), name);
  }

  /** Records a model that is open. */
  watch(model: RealTimeModel): void {
    const id = model.modelId();
    if (this.models.get(id)?.model === model) return;
    const state = toPlain(model.root().value());
    const watched: Watched = { model, first: state, last: state, unacknowledged: 0, by: new Set(), timer: undefined };
    const before = this.models.get(id);
    // Opened again: the entries that are left lead to what it was, and one more from there to what it is.
    if (before !== undefined) Object.assign(watched, { first: before.first, last: before.last });
    this.models.set(id, watched);
    this.subscribed.push(model.events().subscribe((event) => this.heard(watched, event)));
    const changed = (event: ModelChangedEvent) => {
      watched.by.add(event.local ? "here" : event.user.displayName || event.user.username);
      this.look(watched);
    };
    model.root().on("model_changed", changed);
    this.unwrap.push(() => model.root().off("model_changed", changed));
    if (!model.isCommitted()) this.lookLater(watched);
    this.look(watched);
  }

  /** Everything that is kept, for a file. */
  recording(): Recording {
    for (const watched of this.models.values()) this.look(watched);
    const session = this.domain.session();
    return {
      format: "convergence-recording",
      formatVersion: 1,
      began: this.began.toISOString(),
      domain: this.domain.url(),
      session: session.sessionId() ?? "",
      user: session.user()?.username ?? "",
      browser: globalThis.navigator?.userAgent ?? "",
      dropped: this.dropped,
      models: [...this.models].map(([id, { model, first, last }]) => ({ id, collection: model.collectionId(), first, last })),
      entries: [...this.entries],
    };
  }

  /** Ends it. What was recorded stays. */
  end(): void {
    for (const one of this.subscribed.splice(0)) one.unsubscribe();
    for (const one of this.unwrap.splice(0)) one();
    for (const { timer } of this.models.values()) clearTimeout(timer);
  }

  private heard(watched: Watched, event: { name: string }): void {
    const { name } = event;
    // What was edited here is found before what says that it arrived.
    if (name === "modified" || name === "committed" || name === "version_changed" || name === "closed") this.look(watched);
    if (name === "committed") watched.unacknowledged = 0;
    if (name === "modified") this.lookLater(watched);
    this.add({ of: "model", id: watched.model.modelId(), name, ...describe(event) });
  }

  private lookLater(watched: Watched): void {
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => {
      this.look(watched);
      if (watched.model.isOpen() && !watched.model.isCommitted()) this.lookLater(watched);
    }, LOOK);
  }

  /** Records what has become different since it was looked at last. */
  private look(watched: Watched): void {
    const { model, by } = watched;
    if (!model.isOpen()) return;
    const now = toPlain(model.root().value());
    const changes = changesBetween(watched.last, now);
    if (changes.length === 0) return;
    if (!model.isCommitted()) by.add("here");
    if (by.has("here")) watched.unacknowledged++;
    watched.last = now;
    this.add({ of: "model", id: model.modelId(), name: "changed", detail: { version: model.version(), by: [...by], changes } });
    by.clear();
  }

  private add(entry: Omit<Entry, "at">): void {
    this.entries.push({ at: Math.round((performance.now() - this.start) * 10) / 10, ...entry });
    while (this.entries.length > this.limit) {
      const { id, name, detail } = this.entries.shift() as Entry;
      this.dropped++;
      const watched = name === "changed" && id !== undefined ? this.models.get(id) : undefined;
      if (watched !== undefined) watched.first = applied(watched.first, detail?.["changes"] as readonly Change[]);
    }
    this.onEntry();
  }

  /** Has a service tell of the models that it opens. It has no event for that. */
  private wrap(service: any, name: "open" | "openAutoCreate"): void {
    const original = service[name];
    const own = Object.hasOwn(service, name);
    service[name] = async (...args: unknown[]) => {
      const model = await original.apply(service, args);
      this.watch(model);
      return model;
    };
    this.unwrap.push(() => {
      if (own) service[name] = original;
      else delete service[name];
    });
  }
}
