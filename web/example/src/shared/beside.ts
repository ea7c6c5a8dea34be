// What stands beside the document, one at a time: its code, and the same document once more.

/** Has a button show a panel and hide it. `fill` is called whenever it is shown. */
export function setUpPanel(button: HTMLElement, panel: HTMLElement, says: 'aria-expanded' | 'aria-pressed', fill: () => void): void {
  const set = (shown: boolean) => {
    panel.hidden = !shown;
    button.setAttribute(says, String(shown));
  };
  button.addEventListener('click', () => {
    const shown = Boolean(panel.hidden); // 'until-found' is hidden too
    if (shown) panel.dispatchEvent(new CustomEvent('beside', { bubbles: true }));
    set(shown);
    if (shown) fill();
  });
  document.addEventListener('beside', (event) => { if (event.target !== panel) set(false); });
}

/** Has the page show the same document in a second pane, as somebody else sees it. */
export function setUpSecondPane(): void {
  const button = document.getElementById('beside')!;
  if (window.parent !== window) { // it is that pane
    document.documentElement.classList.add('inner');
    button.remove();
    return;
  }
  const panel = document.getElementById('second')!;
  setUpPanel(button, panel, 'aria-pressed', () => {
    const pane = document.createElement('iframe');
    pane.title = 'The same document once more';
    pane.src = location.href;
    panel.replaceChildren(pane);
  });
  new MutationObserver(() => { if (panel.hidden) panel.replaceChildren(); }).observe(panel, { attributeFilter: ['hidden'] });
}
