// A form with fields of every kind that several people fill in at once. Each field
// is bound to an element of the model by the package for inputs:
//
//   text, search, e-mail …  bindText: two can write in one field, carets and all
//   number, slider          bindNumber
//   date, time, week …      bindDate
//   checkbox                bindCheckbox
//   radio buttons           bindRadios: one string has the value of the chosen one
//   select, several         bindSelect: a string, or an array of strings
//   colour                  bindValue: a string that is chosen as a whole
//
// The package sees to rights: where the session may not write, texts are read-only and
// other fields disabled. Which field somebody is in is a property reference
// of the model's root: ../shared/places.ts. The form itself is body.html.
import { type Person, bindCheckbox, bindDate, bindNumber, bindRadios, bindSelect, bindText, bindValue } from '@convergence-wasm/inputs';
import type { RealTimeElement, RealTimeString, UndoManager } from '@convergence-wasm/client';
import { colourOf, nameOf } from '../shared/colours';
import { openDocument, runPage } from '../shared/page';
import { sharePlace, showPlaces } from '../shared/places';
import { setUpUndo } from '../shared/undo';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const day = (text: string) => new Date(text);
const data = {
  group: '', village: '', email: '', phone: '', page: '', people: 4,
  arrival: day('2027-07-17'), breakfast: day('1970-01-01T08:30Z'), ferry: day('2027-07-17T14:05Z'), month: day('2028-07-01'), week: day('2027-07-26'), nights: 7,
  house: 'lake', courses: ['sailing'], food: 'all', dogs: false, boat: true, flag: '#1f6f66', wishes: '',
};

const dates = ['date', 'time', 'datetime-local', 'month', 'week'];
const people = { colour: ({ sessionId }: Person) => colourOf(sessionId), name: ({ user }: Person) => nameOf(user) };

function bind(control: Control, element: any, undo: UndoManager): void {
  const kind = control.getAttribute('type') ?? ''; // a browser that has no months or weeks says that they are texts
  if (control.type === 'checkbox') bindCheckbox(control as HTMLInputElement, element);
  else if (control.type === 'number' || control.type === 'range') bindNumber(control as HTMLInputElement, element);
  else if (dates.includes(kind)) bindDate(control as HTMLInputElement, element);
  else if (control.type === 'color') bindValue(control, element);
  else if (control instanceof HTMLSelectElement) bindSelect(control, element);
  else bindText(control, element, { ...people, undo });
}

async function start(): Promise<void> {
  const { model, id, watch } = await openDocument('form', data);
  const form = document.getElementById('form') as HTMLFormElement;
  const controls = [...form.elements].filter((one): one is Control => /^(INPUT|SELECT|TEXTAREA)$/.test(one.tagName));
  if (!controls.every(({ name }) => model.root().hasKey(name))) throw new Error(`The document ${id} is no such form.`);

  const undo = setUpUndo(model); // of the form: what one did last is undone, in whichever field
  for (const control of controls) if (control.type !== 'radio') bind(control, model.elementAt(control.name), undo);
  bindRadios(form.querySelectorAll<HTMLInputElement>('[name=food]'), model.elementAt('food') as RealTimeString);

  // What the slider says, in a number.
  const shown = form.elements.namedItem('shown') as HTMLOutputElement;
  const nights = form.elements.namedItem('nights') as HTMLInputElement;
  const say = () => { shown.value = nights.value; };
  nights.addEventListener('input', say);
  (model.elementAt('nights') as RealTimeElement).on('value', say);
  say();

  form.addEventListener('focusin', () => undo.stopCapturing()); // each field is a step of its own
  const share = sharePlace(model.root());
  // In most texts a caret says it, by bindText.
  form.addEventListener('focusin', ({ target }) => share((target as HTMLInputElement).selectionStart == null ? (target as Control).name : null));
  form.addEventListener('focusout', () => share(null));
  showPlaces(model.root(), (name) => form.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"], label:has(> [name="${CSS.escape(name)}"], > .range > [name="${CSS.escape(name)}"])`));
  form.addEventListener('submit', (event) => event.preventDefault()); // it is saved already
  watch(model.root(), () => {}); // the bindings follow the rights
}

runPage(start);
