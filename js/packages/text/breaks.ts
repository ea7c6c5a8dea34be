// Where positions of a text are in what shows it, which may show its line breaks as others, or none of them.

/** Where a position of the text is in the value by which it is shown. */
export function inValue(text: string, value: string, position: number): number {
  return text === value ? position : align(text, value, (inText) => inText >= position)[1];
}

/** Where a position of the value by which a text is shown is in the text. */
export function inText(text: string, value: string, position: number): number {
  return text === value ? position : align(text, value, (_, inValue) => inValue >= position)[0];
}

/** Goes through both until `isThere`. */
function align(text: string, value: string, isThere: (inText: number, inValue: number) => boolean): [inText: number, inValue: number] {
  let [i, j] = [0, 0];
  while (!isThere(i, j) && i < text.length) {
    const unit = text[i++];
    if (unit === value[j] || (unit === "\r" && text[i] !== "\n" && value[j] === "\n")) j++;
  }
  return [i, j];
}
