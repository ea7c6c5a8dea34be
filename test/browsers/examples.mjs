// The examples of web/example, as each browser plays them. One joins by a line: its folder; the selectors that one presses, one
// after the other, until what one types goes where it belongs; if there is one, the one that a mouse must press twice, and a finger
// once more; the one that one presses to be done, if there is one; what is read of a page, which runs there, and must have what was
// typed; and that it cannot be undone, if that is so.
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
  form: { folder: 'form/', press: ['[name=group]'], read: () => document.querySelector('[name=group]').value },
  sheet: {
    folder: 'sheet/',
    press: ['td[data-name=A1]'],
    twice: 'td[data-name=A1]', // goes on in what is there
    done: 'td[data-name=B1]',
    read: () => [...document.querySelectorAll('td')].map((cell) => cell.textContent).join('|'),
  },
  chat: {
    folder: 'chat/',
    press: ['#words'],
    done: '#say .button',
    read: () => [...document.querySelectorAll('#said p')].map((line) => line.textContent).join('|'),
    undone: false, // what was said
  },
  todo: {
    folder: 'todo/',
    press: ['.add input'],
    done: '.add .button',
    read: () => [...document.querySelectorAll('.todo li .field input')].map((title) => title.value).join('|'),
  },
};
