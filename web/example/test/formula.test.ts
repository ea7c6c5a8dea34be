// What cells of the spreadsheet show.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellName, placeOf } from '../src/sheet/cells';
import { calculator } from '../src/sheet/formula';

const sheet = (cells: Record<string, string>) => {
  const shown = calculator((name) => cells[name] ?? '');
  return (name: string) => shown(name).value;
};
const of = (formula: string, cells: Record<string, string> = {}) => sheet({ ...cells, T50: formula })('T50');

test('what is written is a number or a text', () => {
  for (const [text, value] of [['', ''], ['7', 7], [' -2.5 ', -2.5], ['1e3', 1000], ['Ada', 'Ada'], ['Infinity', 'Infinity'], ['7 days', '7 days'], [' ', ' ']]) assert.equal(of(String(text)), value);
});

test('formulas', () => {
  const cells = { A1: '2', B2: '=A1*3', C1: 'text', A2: '4' };
  for (const [formula, value] of [
    ['=1+2*3', 7], ['=(1+2)*3', 9], ['=-2--3', 1], ['=8/4/2', 1], ['=A1+B2', 8], ['=a1 + b2', 8], ['=SUM(A1:B2)', 12], ['=sum(B2:A1)*2', 24], ['=SUM(A1)', 2], ['=SUM(A1:C2)', 12], ['=D9+1', 1], ['=0.1+0.2', 0.3],
  ]) assert.equal(of(String(formula), cells), value, String(formula));
});

test('what is wrong says so, also in what uses it', () => {
  const cells = { A1: '=A2', A2: '=A3+1', A3: '=A1', B1: '=1/0', C1: 'text' };
  for (const [formula, value] of [
    ['=A1', '#CIRCLE'], ['=T50', '#CIRCLE'], ['=B1+1', '#DIV/0'], ['=C1+1', '#TEXT'], ['=SUM(B1:C1)', '#DIV/0'], ['=Z9', '#CELL'], ['=A51', '#CELL'], ['=SUM(A1:Z9)', '#CELL'],
    ['=', '#FORMULA'], ['=1+', '#FORMULA'], ['=(1', '#FORMULA'], ['=1 2', '#FORMULA'], ['=AVERAGE(A1)', '#FORMULA'], ['=1)', '#FORMULA'], ['="a"', '#FORMULA'],
  ]) assert.equal(of(String(formula), cells), value, String(formula));
  const shown = sheet(cells);
  assert.deepEqual(['A1', 'A2', 'A3', 'A1'].map(shown), ['#CIRCLE', '#CIRCLE', '#CIRCLE', '#CIRCLE']);
});

test('names of cells', () => {
  assert.deepEqual(placeOf('T50'), { column: 19, row: 49 });
  assert.equal(cellName({ column: 0, row: 9 }), 'A10');
  for (const name of ['', 'A0', 'A51', 'U1', 'A01', 'AA1', 'a1', 'A1 ']) assert.equal(placeOf(name), null, name);
});
