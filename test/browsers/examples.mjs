// The examples of web/example, as each browser plays them. One joins by a line: its folder; the selectors that one presses, one
// after the other, until what one types goes where it belongs; what is read of a page, which runs there, and must have what was typed.
export const examples = {
  editor: { folder: '', press: ['.cm-content'], read: () => document.querySelector('.cm-content')?.textContent },
  board: {
    folder: 'board/',
    press: ['#note', '#surface'],
    read: () => [...document.querySelectorAll('.shape')].map((shape) => shape.textContent).join('|'),
  },
  kanban: {
    folder: 'kanban/',
    press: ['.list .add'],
    read: () => [...document.querySelectorAll('.card textarea')].map((title) => title.value).join('|'),
  },
};
