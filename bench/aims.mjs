// What is aimed at: a figure and the most that it may be.
const aim = (figure, most, what) => ({ figure, most, what });
const jsonKinds = ['set', 'overwrite', 'push', 'insert', 'records', 'leaf'];
const sessions = ['friendsforever', 'clownschool'];

export const aims = [
  ...['wire', 'local'].flatMap((name) => [
    aim(`bench.${name}.ratio_to_json-joy`, 0.7, `${name}, beside json-joy`),
    aim(`bench.${name}.turn_ratio_to_yjs`, 0.5, `${name}, a turn for each edit, beside Yjs`),
  ]),
  aim('bench.wire.p99.turn_ratio_to_yjs', 1, 'the slowest of a hundred edits, a turn for each, beside Yjs'),
  aim('bench.remote.turn_ratio_to_yjs', 0.3, "somebody else's edits, one a message, beside Yjs"),
  aim('bench.batch.turn_ratio_to_yjs', 0.5, 'the same in one batch, beside Yjs'),
  ...sessions.flatMap((name) => [
    aim(`bench.live.${name}.ratio_to_yjs`, 0.5, `live session ${name}, beside Yjs`),
    aim(`bench.live.${name}.ratio_to_convergence`, 0.3, `live session ${name}, beside the older client`),
  ]),
  ...jsonKinds.flatMap((kind) => [
    aim(`bench.json.${kind}.ratio_to_yjs`, 1, `JSON ${kind}, beside Yjs`),
    aim(`bench.json.${kind}.remote.ratio_to_yjs`, 1, `JSON ${kind} of somebody else, beside Yjs`),
  ]),
  aim('bench.json.move.ratio_to_loro', 1, 'JSON move, beside Loro'),
  aim('bench.json.move.remote.ratio_to_loro', 1, 'JSON move of somebody else, beside Loro'),
  aim('bench.json.insert.ratio_to_loro', 0.5, 'JSON insert, beside Loro'),
  aim('bench.json.insert.remote.ratio_to_loro', 0.5, 'JSON insert of somebody else, beside Loro'),
  aim('bench.open.records.first.ratio_to_yjs', 1, 'opening 10,000 records, the first time, beside Yjs'),
  aim('bench.open.records.ratio_to_yjs', 1, 'opening 10,000 records, again, beside Yjs'),
  aim('bench.open.text.first.ours.ms', 2, 'opening 100 kB of text, the first time, in ms'),
  aim('bench.open.text.ours.ms', 2, 'opening 100 kB of text, again, in ms'),
  aim('load.ratio_to_automerge', 1, 'from loading to the first edit, beside Automerge'),
  aim('load.ratio_to_loro', 1.2, 'from loading to the first edit, beside Loro'),
  aim('load.slow.seconds', 8, 'the example over a slow line, until the first edit is saved, in seconds'),
  aim('slow.first.read.seconds', 3, 'the example over a slow line, for who opens a document of others for the first time: until the text can be read, in seconds'),
  aim('slow.read.seconds', 3, 'the example over a slow line, for who was there before: until the text can be read, in seconds'),
  aim('slow.edit.seconds', 7, 'the same until an edit is saved, in seconds'),
  aim('bench.memory.ratio_to_json-joy', 1, 'growth of memory by the recording, beside json-joy'),
  aim('bench.memory.models.ours.mb', 20, 'a page with 1,000 open models of 1 kB, in MB'),
];

// An aim that a run has the figure of: whether it is reached, by how much not, and what
// a second run in the same process gave.
export function judged({ figure, most, what }, figures) {
  const value = figures.value(figure);
  if (value === undefined) return { figure, most, what };
  return { figure, most, what, value, reached: value <= most, over: value / most, again: figure.startsWith('bench.') ? figures.value(figure.replace('bench.', 'bench.again.')) : undefined };
}
