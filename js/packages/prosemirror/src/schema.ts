import { Fragment, Schema, Slice, type NodeType } from "prosemirror-model";
import type { EditorState, Plugin, Transaction } from "prosemirror-state";
import { ReplaceStep } from "prosemirror-transform";

/** A document of lines of text, which is all that a shared text can hold. Each is a `<p>`. */
export const schema = new Schema({
  nodes: {
    doc: { content: "paragraph+" },
    paragraph: { content: "text*", whitespace: "pre", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    text: {},
  },
});

/** The block that a line is in a schema. Throws a TypeError when a document could hold what a text cannot. */
export function lineOf(schema: Schema): NodeType {
  const line = schema.topNodeType.contentMatch.defaultType;
  const others = Object.values(schema.nodes).filter((type) => type !== schema.topNodeType && type !== line && !type.isText);
  const lacking = [...others.map(({ name }) => `the node ${name}`), ...Object.keys(schema.marks).map((name) => `the mark ${name}`)];
  if (lacking.length > 0) throw new TypeError(`a shared text holds lines of text only, but the schema has ${lacking.join(", ")}`);
  if (!line?.isTextblock || schema.topNodeType.contentMatch.matchType(line)?.matchType(line) == null) throw new TypeError("the schema must have documents of one block of text or more");
  if (line.whitespace !== "pre") throw new TypeError(`the node ${line.name} must have whitespace: "pre", so that all spaces are kept`);
  return line;
}

/** A document, open at both ends, of the lines of a text. */
export function sliceOf(line: NodeType, text: string): Slice {
  const blocks = text.split("\n").map((one) => line.create(null, one === "" ? null : line.schema.text(one)));
  return new Slice(Fragment.from(blocks), 1, 1);
}

/** Line breaks that a program writes within a block become blocks. */
export function splitLines(transactions: readonly Transaction[], state: EditorState): Transaction | null {
  if (!transactions.some((one) => one.docChanged)) return null;
  const places: number[] = [];
  state.doc.descendants((node, position) => {
    for (let at = node.text?.indexOf("\n") ?? -1; at >= 0; at = node.text?.indexOf("\n", at + 1) ?? -1) places.push(position + at);
    return !node.isText;
  });
  if (places.length === 0) return null;
  const line = lineOf(state.schema);
  const split = state.tr;
  for (const at of places.reverse()) split.step(new ReplaceStep(at, at + 1, sliceOf(line, "\n")));
  return split;
}

/** Copies and pastes plain text line by line. */
export const clipboard: Plugin["props"] = {
  clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n"),
  clipboardTextParser: (text, _context, _plain, view) => sliceOf(lineOf(view.state.schema), text.replace(/\r\n?/g, "\n")),
};
