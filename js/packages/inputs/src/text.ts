import type { IndexRange, RealTimeString } from "@convergence-wasm/client";
import type { Selected } from "../../text/caret.js";
import { Composition, compositionsIn } from "../../text/composition.js";
import { expectText, type Options } from "../../text/options.js";
import { OtherSelections } from "../../text/others.js";
import { colourOf, nameOf } from "../../text/people.js";
import { followRights } from "../../text/rights.js";
import { SharedSelection } from "../../text/selection.js";
import { TextSync } from "../../text/sync.js";
import { atTurnEnd } from "../../text/turn.js";
import { TextUndo } from "../../text/undo.js";
import { Carets, type Drawn } from "./carets.js";
import { ShownInInput, type TextControl } from "./shown.js";

/**
 * Binds an input or a text area to a shared text: it shows the text, and others have
 * what is typed. Undo takes back one's own edits only. It is read-only while the session may not
 * write the text. Ends with the function that it returns. Throws a TypeError when `text` is no text.
 */
export function bindText(control: TextControl, text: RealTimeString, options: Options = {}): () => void {
  expectText(text);
  const binding = new TextBinding(control, text, options);
  return () => binding.end();
}

class TextBinding {
  private readonly undo: TextUndo;
  private readonly shown: ShownInInput;
  private readonly composition: Composition;
  private readonly sync: TextSync;
  private readonly selection: SharedSelection | null = null;
  private readonly others: OtherSelections | null = null;
  private readonly carets: Carets | null = null;
  private readonly unfollow: () => void;
  private readonly wasReadOnly: boolean;
  private readonly listeners = new AbortController();
  /** What was selected before the next edit. */
  private before: Selected | null = null;
  private readonly draw = atTurnEnd(() => this.drawOthers());

  constructor(
    private readonly control: TextControl,
    text: RealTimeString,
    private readonly options: Options,
  ) {
    this.shown = new ShownInInput(control, text.value(), () => this.settled());
    this.composition = new Composition(compositionsIn(control), () => this.sync.show(), () => true);
    this.sync = new TextSync(this.shown, text, this.composition);
    this.undo = new TextUndo(text, options.undo ?? true, () => this.sync, ([selected]) => selected && this.shown.select(selected));
    this.wasReadOnly = control.readOnly;
    this.unfollow = followRights(text, (may) => {
      control.readOnly = this.wasReadOnly || !may;
      this.selection?.agree();
    });
    this.listen();
    // What is not to be read is not to be copied to be measured.
    if (options.cursors === false || control.type === "password") return;
    const key = options.key ?? "selection";
    this.carets = new Carets(control);
    this.selection = new SharedSelection(text, key, () => this.ownRange());
    this.others = new OtherSelections(text, key, this.draw);
    this.selection.agree();
  }

  end(): void {
    this.listeners.abort();
    this.unfollow();
    this.control.readOnly = this.wasReadOnly;
    this.others?.end();
    this.selection?.end();
    this.carets?.end();
    this.composition.end();
    this.sync.end();
    this.undo.end();
  }

  private listen(): void {
    const { control } = this;
    const { signal } = this.listeners;
    const take = () => this.take();
    control.addEventListener("input", take, { signal });
    // What fills in forms may tell no more than this.
    control.addEventListener("change", take, { signal });
    control.form?.addEventListener("reset", () => setTimeout(take), { signal });
    control.addEventListener("beforeinput", () => (this.before = this.shown.selected()), { signal });
    if (this.options.undo !== false) {
      control.addEventListener("keydown", (event) => this.press(event as KeyboardEvent), { signal });
      control.addEventListener("beforeinput", (event) => this.undoByMenu(event as InputEvent), { signal });
    }
    const agree = () => this.selection?.agree();
    for (const name of ["focus", "blur", "select"]) control.addEventListener(name, agree, { signal });
    control.ownerDocument.addEventListener("selectionchange", agree, { signal });
  }

  /** Takes what the user has typed. */
  private take(): void {
    if (this.listeners.signal.aborted) return;
    const changes = this.shown.edited();
    if (changes === null) return;
    this.undo.edited(changes, this.before && [this.before]);
    this.before = null;
    this.sync.note(changes);
    this.sync.send();
  }

  private press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey === event.metaKey) return;
    const key = event.key.toLowerCase();
    if (key === "z") this.step(event.shiftKey, event);
    else if (key === "y" && event.ctrlKey && !event.shiftKey) this.step(true, event);
  }

  private undoByMenu(event: InputEvent): void {
    if (event.inputType === "historyUndo") this.step(false, event);
    if (event.inputType === "historyRedo") this.step(true, event);
  }

  private step(isRedo: boolean, event: Event): void {
    event.preventDefault();
    if (this.control.readOnly || this.control.disabled) return;
    this.take();
    if (!this.undo.step(isRedo)) return;
    // As the browser does, for what else listens to the input.
    this.control.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: isRedo ? "historyRedo" : "historyUndo" }));
  }

  private settled(): void {
    this.selection?.agree();
    this.carets?.plan();
    this.draw();
  }

  /** Of a form the others see the input that the user is in. */
  private ownRange(): IndexRange[] | null {
    const selected = this.shown.selected();
    if (selected === null || !this.shown.isInUse()) return [];
    const [start, end] = [this.sync.toShared(selected.anchor), this.sync.toShared(selected.head)];
    return start === null || end === null ? null : [{ start, end }];
  }

  private drawOthers(): void {
    if (this.others === null || this.carets === null || this.listeners.signal.aborted) return;
    const { colour = colourOf, name = nameOf } = this.options;
    const list: Drawn[] = [];
    const place = (position: number) => this.shown.inValue(this.sync.toShown(position));
    for (const reference of this.others.all) {
      const person = { user: reference.user(), sessionId: reference.sessionId() };
      for (const { start, end } of reference.values()) list.push({ anchor: place(start), head: place(end), colour: colour(person), name: name(person) });
    }
    this.carets.show(list);
  }
}
