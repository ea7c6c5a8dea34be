// Draws the cursors and selections of others over an input, which shows none but one's own.
import type { TextControl } from "./shown.js";

/** A selection that is drawn, in positions of the value. */
export interface Drawn {
  readonly anchor: number;
  readonly head: number;
  readonly colour: string;
  readonly name: string;
}

/** What places the characters of an input. */
const LAYOUT = [
  "direction", "fontFamily", "fontSize", "fontStretch", "fontStyle", "fontVariant", "fontWeight", "fontKerning", "fontFeatureSettings", "letterSpacing", "lineHeight",
  "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "tabSize", "textAlign", "textIndent", "textTransform", "wordBreak", "wordSpacing",
] as const;

/** A copy of the text lies, not to be seen, exactly over the input: where a character is in it is measured. */
export class Carets {
  private readonly layer = document.createElement("div");
  private readonly copy = document.createElement("div");
  private readonly resized = new ResizeObserver(() => this.plan());
  private drawn: readonly Drawn[] = [];
  private planned = 0;

  /** Asks for them to be drawn anew with the next frame. */
  readonly plan = () => {
    this.planned ||= requestAnimationFrame(() => {
      this.planned = 0;
      this.draw();
    });
  };

  constructor(private readonly control: TextControl) {
    this.layer.className = "convergence-people";
    this.layer.setAttribute("aria-hidden", "true");
    Object.assign(this.layer.style, { position: "absolute", left: "0", top: "0", margin: "0", pointerEvents: "none", zIndex: "1" });
    Object.assign(this.copy.style, { position: "absolute", inset: "0", visibility: "hidden", boxSizing: "border-box", overflow: "hidden", border: "none", margin: "0" });
    control.addEventListener("scroll", this.plan);
    this.resized.observe(control);
  }

  /** Shows these from now on. */
  show(drawn: readonly Drawn[]): void {
    this.drawn = drawn;
    this.plan();
  }

  /** Removes everything. */
  end(): void {
    cancelAnimationFrame(this.planned);
    this.resized.disconnect();
    this.control.removeEventListener("scroll", this.plan);
    this.layer.remove();
  }

  private draw(): void {
    const { control, layer } = this;
    if (this.drawn.length === 0 || !control.isConnected) return layer.remove();
    if (control.nextSibling !== layer) control.after(layer);
    layer.replaceChildren(this.copy);
    this.place();
    const [text] = this.copy.childNodes as unknown as [Text];
    for (const { anchor, head, colour, name } of this.drawn) {
      const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
      if (from < to) for (const rect of rectangles(text, from, to)) this.box("convergence-selection", rect, { width: `${rect.width}px`, background: colour, opacity: "0.24" });
      const [rect] = rectangles(text, head, head + 1);
      if (rect === undefined) continue;
      const caret = this.box("convergence-caret", rect, { width: "2px", marginLeft: "-1px", background: colour });
      if (caret !== null) caret.dataset.name = name;
      const style = { transform: "translateY(-100%)", padding: "0 .3em", background: colour, color: "#fff", font: "560 11px/1.4 system-ui, sans-serif", whiteSpace: "nowrap", height: "auto" };
      const label = this.box("convergence-name", rect, style);
      if (label !== null) label.textContent = name;
    }
  }

  /** Lays the copy over the input, scrolled as it is. */
  private place(): void {
    const { control, layer, copy } = this;
    const style = getComputedStyle(control);
    for (const name of LAYOUT) copy.style[name] = style[name];
    const isLine = control instanceof HTMLInputElement;
    copy.style.whiteSpace = isLine ? "pre" : "pre-wrap";
    copy.style.overflowWrap = "break-word";
    // A line stands in the middle of its input.
    if (isLine) copy.style.lineHeight = `${control.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom)}px`;
    // What comes behind the text gives the caret at its end a place.
    copy.textContent = `${control.value}\u200b`;
    layer.style.width = `${control.clientWidth}px`;
    layer.style.height = `${control.clientHeight}px`;
    const [there, here] = [control.getBoundingClientRect(), layer.getBoundingClientRect()];
    const move = (side: "left" | "top", by: number) => (layer.style[side] = `${parseFloat(layer.style[side]) + by}px`);
    move("left", there.left + control.clientLeft - here.left);
    move("top", there.top + control.clientTop - here.top);
    copy.scrollTop = control.scrollTop;
    copy.scrollLeft = control.scrollLeft;
  }

  /** A box at a place, if that is within what the input shows. */
  private box(className: string, { left, top, height }: DOMRect, style: Partial<CSSStyleDeclaration>): HTMLElement | null {
    const layer = this.layer.getBoundingClientRect();
    const [x, y] = [left - layer.left, top - layer.top];
    if (y + height / 2 < 0 || y + height / 2 > layer.height || x < -1 || x > layer.width + 1) return null;
    const box = document.createElement("div");
    box.className = className;
    Object.assign(box.style, { position: "absolute", left: `${x}px`, top: `${y}px`, height: `${height}px`, ...style });
    this.layer.append(box);
    return box;
  }
}

function rectangles(text: Text, from: number, to: number): DOMRect[] {
  const range = document.createRange();
  range.setStart(text, Math.min(from, text.length));
  range.setEnd(text, Math.min(to, text.length));
  return [...range.getClientRects()];
}
