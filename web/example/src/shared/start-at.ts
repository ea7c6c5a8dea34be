/** Puts the focus where one begins, unless it is somewhere already, or a finger would get a keyboard that it did not ask for. */
export function startAt(element: HTMLElement | null | undefined): void {
  if (document.activeElement === document.body && matchMedia('(hover: hover)').matches) element?.focus({ preventScroll: true });
}
