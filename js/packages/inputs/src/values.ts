import type { RealTimeArray, RealTimeBoolean, RealTimeDate, RealTimeElement, RealTimeNumber, RealTimeString } from "@convergence-wasm/client";
import { followRights } from "../../text/rights.js";

/** What a value is chosen in. */
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Events of elements by which their value changes. */
const CHANGES = ["value", "delta", "insert", "remove", "splice", "set", "reorder"];

/** `show` shows the shared value, `take` shares what was chosen. They are disabled while the session may not write. */
function bind(controls: readonly Control[], element: RealTimeElement, type: string, show: () => void, take: (control: Control) => void): () => void {
  if ((element as RealTimeElement | undefined)?.type?.() !== type) {
    throw new TypeError(`this kind of input needs an element of type ${type}, but there is ${(element as RealTimeElement | undefined)?.type?.() ?? "none"}`);
  }
  const listeners = new AbortController();
  const { signal } = listeners;
  const update = () => {
    if (element.isAttached()) show();
  };
  const chosen = (event: Event) => {
    try {
      take(event.currentTarget as Control);
    } catch (error) {
      update();
      throw error;
    }
  };
  // What it is reset to is shared, and where that is nothing the shared value shown again.
  const reset = (control: Control) => {
    if (signal.aborted) return;
    take(control);
    update();
  };
  for (const control of controls) {
    for (const name of ["input", "change"]) control.addEventListener(name, chosen, { signal });
    // What was not complete is not shared.
    control.addEventListener("blur", update, { signal });
    control.form?.addEventListener("reset", () => setTimeout(reset, 0, control), { signal });
  }
  for (const name of CHANGES) element.on(name, update);
  const were = controls.map((control) => control.disabled);
  const unfollow = followRights(element, (may) => controls.forEach((control, i) => (control.disabled = (were[i] as boolean) || !may)));
  update();
  return () => {
    listeners.abort();
    unfollow();
    controls.forEach((control, i) => (control.disabled = were[i] as boolean));
    for (const name of CHANGES) element.off(name, update);
  };
}

/** Shares a value if it is another one. */
function put<T>(element: RealTimeElement<T>, value: T): void {
  if (element.isAttached() && element.value() !== value) element.value(value);
}

/** Binds a check box to a shared boolean. Ends with the function that it returns. Throws a TypeError for an element of another type. */
export function bindCheckbox(control: HTMLInputElement, element: RealTimeBoolean): () => void {
  const show = () => (control.checked = element.value());
  return bind([control], element, "boolean", show, () => put(element, control.checked));
}

/** Binds radio buttons to a shared text: the value of the one that is chosen. Ends and throws as `bindCheckbox`. */
export function bindRadios(controls: Iterable<HTMLInputElement>, element: RealTimeString): () => void {
  const list = [...controls];
  const show = () => list.forEach((control) => (control.checked = control.value === element.value()));
  return bind(list, element, "string", show, (control) => {
    if ((control as HTMLInputElement).checked) put(element, control.value);
  });
}

/** Binds an input for numbers or a slider to a shared number. What is no number yet is not shared. Ends and throws as `bindCheckbox`. */
export function bindNumber(control: HTMLInputElement, element: RealTimeNumber): () => void {
  const show = () => {
    // "1.0" stays as it was typed.
    if (control.valueAsNumber !== element.value()) control.value = String(element.value());
  };
  return bind([control], element, "number", show, () => {
    if (Number.isFinite(control.valueAsNumber)) put(element, control.valueAsNumber);
  });
}

const DAY = 86400000;
const mondayOf = (time: number) => time - ((new Date(time).getUTCDay() + 6) % 7) * DAY;

/** Months and weeks as HTML writes them, https://html.spec.whatwg.org/multipage/common-microsyntaxes.html; null for what is none. */
const WRITTEN: Record<string, { show(moment: number): string; read(text: string): number | null }> = {
  month: {
    show: (moment) => new Date(moment).toISOString().slice(0, 7),
    read: (text) => (/^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? Date.parse(`${text}-01`) : null),
  },
  week: {
    // A week is of the year that its Thursday is in.
    show(moment) {
      const thursday = mondayOf(moment - (((moment % DAY) + DAY) % DAY)) + 3 * DAY;
      const year = new Date(thursday).getUTCFullYear();
      return `${String(year).padStart(4, "0")}-W${String(Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY)) + 1).padStart(2, "0")}`;
    },
    read(text) {
      const [, year, week] = /^(\d{4})-W(\d\d)$/.exec(text) ?? [];
      if (year === undefined) return null;
      const monday = mondayOf(Date.UTC(Number(year), 0, 4)) + (Number(week) - 1) * 7 * DAY;
      return this.show(monday) === text ? monday : null; // as a year may have no week 53
    },
  },
};

/**
 * Binds an input of type `date`, `datetime-local`, `month`, `week` or `time` to a shared
 * date. A day, a month and a week begin at midnight UTC, and a time is one of UTC, so that all see the same one; `datetime-local`
 * shows the moment in the time zone of who looks at it. A browser without months or weeks has them as texts, such as 2027-W30. Ends and throws as `bindCheckbox`.
 */
export function bindDate(control: HTMLInputElement, element: RealTimeDate): () => void {
  const isLocal = control.type === "datetime-local";
  // A browser that knows no months or weeks has a text in their place.
  const written = control.type === "text" ? WRITTEN[control.getAttribute("type")?.toLowerCase() ?? ""] : undefined;
  const offset = (time: number) => (isLocal ? new Date(time).getTimezoneOffset() * 60000 : 0);
  // A change of the clock may lie between a time and the same reading of UTC.
  const toMoment = (reading: number) => reading + offset(reading + offset(reading));
  const taken = () => (written ? written.read(control.value) : Number.isNaN(control.valueAsNumber) ? null : control.type === "month" ? (control.valueAsDate as Date).getTime() : toMoment(control.valueAsNumber));
  const show = () => {
    const moment = element.value().getTime();
    if (written) {
      if (written.read(control.value) !== moment) control.value = written.show(moment);
    } else if (control.type === "month") control.valueAsDate = new Date(moment);
    else if (control.type === "time") control.valueAsNumber = ((moment % 86400000) + 86400000) % 86400000;
    else control.valueAsNumber = moment - offset(moment);
  };
  return bind([control], element, "date", show, () => {
    const moment = taken();
    if (moment !== null && element.isAttached() && moment !== element.value().getTime()) element.value(new Date(moment));
  });
}

/** Binds a select to a shared text, or, where several can be chosen, to a shared list of texts. Ends and throws as `bindCheckbox`. */
export function bindSelect(control: HTMLSelectElement, element: RealTimeString | RealTimeArray<string>): () => void {
  if (!control.multiple) return bindValue(control, element as RealTimeString);
  const list = element as RealTimeArray<string>;
  const show = () => {
    const chosen = new Set<string>(list.value());
    for (const option of control.options) option.selected = chosen.has(option.value);
  };
  return bind([control], list, "array", show, () => {
    if (!list.isAttached()) return;
    const chosen = new Set([...control.selectedOptions].map((option) => option.value));
    // Only what was chosen or given up: what others choose meanwhile stays. What there is no option for stays too.
    const known = new Set([...control.options].map((option) => option.value));
    const before = list.value();
    const lost = before.map((value, i) => [value, i] as const).filter(([value]) => known.has(value) && !chosen.has(value));
    const added = [...chosen].filter((value) => !before.includes(value));
    if (lost.length + added.length === 0) return;
    const model = list.model();
    const batch = lost.length + added.length > 1 && !model.isBatchStarted();
    if (batch) model.startBatch();
    for (const [, i] of lost.reverse()) list.remove(i);
    for (const value of added) list.push(value);
    if (batch) model.completeBatch();
  });
}

/** Binds an input whose value is chosen as a whole, such as a colour, to a shared text. For what is typed there is `bindText`. Ends and throws as `bindCheckbox`. */
export function bindValue(control: Control, element: RealTimeString): () => void {
  const show = () => {
    if (control.value !== element.value()) control.value = element.value();
  };
  return bind([control], element, "string", show, () => put(element, control.value));
}
