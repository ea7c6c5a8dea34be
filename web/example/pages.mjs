// The examples, in the order of the page that leads to them. `code` are the files that stand beside
// each demo; the first is the one that one sees. `early` runs before the client is there; with `later` what is imported dynamically is a file of its own. The editor is at the top, where addresses of
// documents have always led to it.
const hint = (text) => `<span class="hint">${text}</span>`;
const undo = ['Undo', 'Redo'].map((name) => `<button class="small" id="${name.toLowerCase()}" type="button" disabled>${name}</button>`).join('\n    ');

export const pages = [
  {
    source: 'editor', folder: '', early: 'early.ts', later: true, title: 'Convergence', fresh: 'Start a new document',
    heading: 'Write together', greeting: 'Everyone who has the link edits the same page.', open: 'Open the document',
    foot: `<span id="count">0 words</span>\n    ${undo}\n    <button class="small" id="history" type="button" aria-expanded="false" aria-controls="past">History</button>\n    <button class="small" id="talk" type="button" aria-expanded="false" aria-controls="room">Chat</button>`,
    card: 'A document', description: 'A text in CodeMirror with everybody’s carets in it, the colours of who wrote what, a slider through its history, and a chat beside it.',
    code: ['main.ts', 'history.ts', 'authors.ts', 'early.ts', 'editor.ts', 'talk.ts'],
  },
  {
    source: 'board', folder: 'board', title: 'Board · Convergence', fresh: 'Start a new board',
    heading: 'Draw together', greeting: 'Everyone who has the link draws on the same board.', open: 'Open the board',
    foot: hint('Double-click or Enter to write'),
    card: 'A drawing board', description: 'Notes and shapes that move as they are dragged, and everybody’s pointers. Undo takes back what you did, not what others did.',
    code: ['main.ts', 'shapes.ts', 'view.ts', 'others.ts', 'gestures.ts', 'keys.ts'],
  },
  {
    source: 'kanban', folder: 'kanban', title: 'Plan · Convergence', fresh: 'Start a new plan',
    heading: 'Plan together', greeting: 'Everyone who has the link moves the same cards.', open: 'Open the plan',
    foot: `${hint('Drag the dots, or press arrow keys on them')}\n    ${undo}`,
    card: 'A kanban board', description: 'Lists of cards to drag, by mouse, finger or keys. Several people can type in one title at once.',
    code: ['main.ts', 'lists.ts', 'view.ts', 'drag.ts'],
  },
  {
    source: 'form', folder: 'form', title: 'Form · Convergence', fresh: 'Start a new form',
    heading: 'Fill in together', greeting: 'Everyone who has the link fills in the same form.', open: 'Open the form',
    foot: `${hint('Two people can type in one field')}\n    ${undo}`,
    card: 'A form', description: 'Fields of every kind, bound to strings, numbers, dates, booleans and arrays by the package for inputs.',
    code: ['main.ts', 'body.html'],
  },
  {
    source: 'sheet', folder: 'sheet', title: 'Sheet · Convergence', fresh: 'Start a new sheet',
    heading: 'Calculate together', greeting: 'Everyone who has the link fills the same cells.', open: 'Open the sheet',
    foot: `${hint('Try =A1+B2 or =SUM(A1:A9)')}\n    ${undo}`,
    card: 'A spreadsheet', description: 'A thousand cells with formulas in one shared object, and a frame around the cell that each person is in.',
    code: ['main.ts', 'cells.ts', 'formula.ts', 'view.ts', 'keys.ts'],
  },
  {
    source: 'chat', folder: 'chat', title: 'Chat · Convergence', fresh: 'Start a new place to talk',
    heading: 'Talk together', greeting: 'Everyone who has the link is in the same rooms.', open: 'Come in',
    foot: hint('Rooms keep what was said'),
    card: 'Buddies and rooms', description: 'Who is online and what they are up to, by the presence service; rooms that keep what was said, by the chat service.',
    code: ['main.ts', 'buddies.ts', 'rooms.ts'],
  },
  {
    source: 'todo', folder: 'todo', title: 'To do · Convergence', fresh: 'Start a new list',
    heading: 'Do it together', greeting: 'Everyone who has the link ticks off the same list.', open: 'Open the list',
    foot: `${hint('With an account it opens offline')}\n    ${undo}`,
    card: 'A to-do list', description: 'React components with hooks. With an account it opens without a network, and sends what you did when there is one again.',
    code: ['main.tsx', 'list.tsx', 'worker.js'],
  },
];
