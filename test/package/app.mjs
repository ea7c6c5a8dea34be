// The application of every set-up: it connects, edits a text, hears an edit of a
// second client, takes itself what is loaded later, and leaves the text that it then has. How the
// package comes in is the matter of the set-up: names of the package are used bare.

const session = `
  const model = await domain.models().openAutoCreate({ collection: 'package', id, data: { text: '' } });
  const text = model.elementAt('text');
  const heard = new Promise((resolve) => { text.on('insert', resolve); });
  text.insert(0, 'written');
  await heard;
  const versions = await model.versions();
  const { name } = await versions.name('packed ' + Math.random()); // frameworks may run it twice
  if (!(await versions.list()).some((version) => version.name === name)) throw new Error('the version has not got its name');`;

/** What a page leaves in \`outcome\`, and a program prints, when all went well. */
export const EXPECTED = 'written and heard';

/** A function \`run(url, id, options)\` that uses the name connectAnonymously. */
export const run = `async function run(url, id, options) {
  const domain = await connectAnonymously(url, 'App', options);${session}
  const value = text.value();
  await domain.dispose();
  return value;
}`;

/** For a page, after the lines that bring in connectAnonymously. */
export const page = `${run}
const asked = new URLSearchParams(location.search);
run(asked.get('realtime'), asked.get('id')).then(
  (value) => { globalThis.outcome = value; },
  (error) => { globalThis.outcome = 'failed: ' + error.message; },
);
`;

/** For Node: options come from a set-up, as its text. */
export const program = (options) => `${run}
run(process.env.REALTIME, process.env.MODEL, ${options}).then(
  (value) => { console.log(value); },
  (error) => { console.log('failed: ' + error.message); process.exitCode = 1; },
);
`;

/** A page around a script. */
export const html = (head) => `<!doctype html><meta charset="utf-8"><title>app</title><link rel="icon" href="data:,">
<body><div id="root"></div>${head}</body>
`;
export const MODULE_PAGE = html('<script type="module" src="./main.js"></script>');
export const IMPORT = "import { connectAnonymously } from '@convergence-wasm/client';\n";
