// Runs in the page: how far to the right of a person's caret the name begins that stands over it or below it, by what is hit
// where. It may be made of style alone, so nothing else tells.
export async function labelOf(selector) {
  const style = document.createElement('style');
  style.textContent = `${selector}::after, ${selector} * { pointer-events: auto !important; }`;
  document.head.append(style);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const caret = document.querySelector(selector);
  const { left, top, bottom } = caret.getBoundingClientRect();
  const hit = [];
  for (let x = 0; x < innerWidth; x++) {
    if ([top - 4, top - 8, top - 12, bottom + 4, bottom + 8].some((y) => caret.contains(document.elementFromPoint(x, y)))) hit.push(x);
  }
  style.remove();
  return hit.length === 0 ? null : Math.round(hit[0] - left);
}
