import type { IModelMetaData, IRefusedModel } from "@convergence-wasm/client";
import type { FlightRecorder } from "./recorder.js";
import type { Entry } from "./recording.js";
import { STYLE } from "./style.js";

/** How many entries are shown; all that are kept are in the file. */
const SHOWN = 200;
/** The height of the panel, for what a page has at its lower edge. */
const HEIGHT = "--convergence-inspector-height";
/** How often, in ms, what no event tells of is asked for. */
const ASK = 1000;

/** Makes an element with a text or other elements in it. */
function make<K extends keyof HTMLElementTagNameMap>(tag: K, properties: Partial<HTMLElementTagNameMap[K]> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/**
 * Shows below the page what a recorder has: the connection, models, what waits to be sent, and events. The result removes
 * it; the recorder goes on. While it is there the body of the page has that much more padding, so that nothing is left beneath it,
 * and the root has the height as `--convergence-inspector-height`, for what is fixed or sticky at the lower edge.
 *
 * @param close is called when the button for that is pressed; without it the panel goes by itself
 */
export function showInspector(recorder: FlightRecorder, close?: () => void): () => void {
  const panel = new Panel(recorder, close ?? (() => panel.remove()));
  return () => panel.remove();
}

class Panel {
  private readonly host = make("div", { className: "convergence-inspector" });
  private readonly facts = make("dl");
  private readonly models = make("tbody");
  private readonly queue = make("ul");
  private readonly events = make("ol", { tabIndex: 0, ariaLabel: "Events" });
  private readonly count = make("span");
  private readonly filter = make("input", { type: "search", placeholder: "Filter events", ariaLabel: "Filter events" });
  private readonly padding = document.body.style.paddingBottom;
  private readonly sized = new ResizeObserver(() => this.makeRoom());
  private readonly timer: ReturnType<typeof setInterval>;
  private isPlanned = false;
  private kept: readonly IModelMetaData[] = [];
  private refused: readonly IRefusedModel[] = [];

  constructor(
    private readonly recorder: FlightRecorder,
    close: () => void,
  ) {
    const root = this.host.attachShadow({ mode: "open" });
    // Not by an element, which the content security policy of a page may forbid.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const save = make("button", { type: "button", textContent: "Save recording", onclick: () => this.save() });
    const end = make("button", { type: "button", textContent: "Close", onclick: close });
    const head = make("tr", {}, ...["Model", "Version", "State", "Waiting", "People"].map((text) => make("th", { scope: "col", textContent: text })));
    root.append(
      make("section", { ariaLabel: "Inspector" },
        make("header", {}, make("h2", { textContent: "Inspector" }), save, end),
        make("div", { className: "body" },
          make("div", {}, make("h3", { textContent: "Connection" }), this.facts),
          make("div", {}, make("h3", { textContent: "Models" }), make("div", { className: "wide" }, make("table", {}, make("thead", {}, head), this.models)), make("h3", { textContent: "Waiting to be sent" }), this.queue),
          make("div", { className: "log" }, make("h3", {}, "Events ", this.count), this.filter, this.events))),
    );
    this.filter.addEventListener("input", () => this.plan());
    recorder.onEntry = () => this.plan();
    this.timer = setInterval(() => void this.ask(), ASK);
    document.body.append(this.host);
    this.sized.observe(root.querySelector("section")!);
    void this.ask();
    this.plan();
  }

  remove(): void {
    clearInterval(this.timer);
    this.recorder.onEntry = () => {};
    this.sized.disconnect();
    this.host.remove();
    document.body.style.paddingBottom = this.padding;
    document.documentElement.style.removeProperty(HEIGHT);
  }

  /** Keeps what the page has at its end in sight. */
  private makeRoom(): void {
    const height = `${this.host.offsetHeight}px`;
    document.documentElement.style.setProperty(HEIGHT, height);
    document.body.style.paddingBottom = this.padding === "" ? height : `calc(${this.padding} + ${height})`;
  }

  /** With the next frame, however much has happened. */
  private plan(): void {
    if (this.isPlanned) return;
    this.isPlanned = true;
    requestAnimationFrame(() => {
      this.isPlanned = false;
      if (this.host.isConnected) this.draw();
    });
  }

  /** Asks the store. Without one, and after it, there is nothing to tell. */
  private async ask(): Promise<void> {
    const models = this.recorder.domain.models();
    this.kept = await models.getOfflineModelMetaData().catch(() => []);
    this.refused = await models.refusedModels().catch(() => []);
    this.plan();
  }

  private draw(): void {
    const { domain, entries, dropped } = this.recorder;
    const session = domain.session();
    const user = session.user();
    const bytes = domain.storage().waiting();
    const facts = {
      State: domain.isDisposed() ? "disposed" : domain.isConnected() ? "connected" : "not connected",
      Domain: domain.url(),
      User: user === null ? "" : `${user.displayName ?? user.username} (${user.userType})`,
      Session: session.sessionId(),
      Store: domain.storage().state(),
      Saved: `${domain.storage().saved()}${bytes > 0 ? `, ${bytes} bytes wait` : ""}`,
    };
    const well = { State: domain.isConnected(), Saved: bytes === 0 };
    this.facts.replaceChildren(...Object.entries(facts).flatMap(([name, value]) => {
      const className = name in well ? (well[name as keyof typeof well] ? "good" : "wait") : "";
      return [make("dt", { textContent: name }), make("dd", { className, textContent: value || "none" })];
    }));
    this.models.replaceChildren(...[...this.recorder.models].map(([id, { model, unacknowledged }]) => {
      const state = !model.isOpen() ? "closed" : !model.permissions().write ? "read-only" : model.isCommitted() ? "saved" : "edited";
      const waiting = model.isCommitted() ? 0 : Math.max(1, unacknowledged);
      const cells = [id, model.version(), state, waiting, model.isOpen() ? model.collaborators().length : 0];
      return make("tr", {}, ...cells.map((text, i) => make("td", { className: i === 2 ? (state === "saved" ? "good" : "wait") : "", textContent: String(text) })));
    }));
    this.queue.replaceChildren(...this.waiting().map((text) => make("li", { textContent: text })));
    this.count.textContent = `${entries.length}${dropped > 0 ? `, and ${dropped} before` : ""}`;
    const words = this.filter.value.trim().toLowerCase();
    const lines = entries.map(lineOf).filter(({ text }) => text.toLowerCase().includes(words)).slice(-SHOWN).reverse();
    this.events.className = entries.length > 0 ? "filtered" : "";
    this.events.replaceChildren(...lines.map(({ at, name, text }) => make("li", {}, make("time", { textContent: at }), make("b", { textContent: name }), ` ${text.slice(name.length)}`)));
  }

  private waiting(): string[] {
    const { domain, models } = this.recorder;
    const stored = this.kept.filter(({ uncommitted, local, deleted }) => uncommitted || local || deleted)
      .map(({ modelId, local, deleted }) => `${modelId}: ${deleted ? "to be removed" : local ? "to be made" : "edits"}, stored`);
    const open = [...models].filter(([id, { model }]) => !model.isCommitted() && !this.kept.some(({ modelId, uncommitted }) => modelId === id && uncommitted)).map(([id]) => `${id}: edits, in this page`);
    const said = domain.chat().pendingMessages().map(({ chatId, message, error }) => `message for ${chatId}: ${error === null ? message : error.message}`);
    const refused = this.refused.map(({ modelId, error }) => `${modelId}: refused, ${error.message}`);
    const all = [...stored, ...open, ...said, ...refused, ...(domain.presence().isStatePending() ? ["presence"] : [])];
    return all.length > 0 ? all : ["Nothing"];
  }

  private save(): void {
    const file = new Blob([JSON.stringify(this.recorder.recording(), null, 1)], { type: "application/json" });
    const link = make("a", { href: URL.createObjectURL(file), download: `recording-${new Date().toISOString().slice(0, 19).replace(/:/g, "-")}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
}

function lineOf({ at, of, name, id, detail }: Entry): { at: string; name: string; text: string } {
  const said = detail === undefined ? "" : Object.entries(detail).map(([key, value]) => `${key} ${JSON.stringify(value)}`).join("  ");
  return { at: (at / 1000).toFixed(3), name, text: `${name} ${of}${id === undefined ? "" : ` ${id}`}  ${said.length > 300 ? `${said.slice(0, 300)}…` : said}` };
}
