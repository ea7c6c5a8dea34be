// Applications that are compiled, strictly and with our declarations checked.
import { checked } from '../kinds.mjs';

const APP = `import Convergence, { connect, ConvergenceError, LogLevel, type RealTimeString, type StringInsertEvent } from '@convergence-wasm/client';
import { Observable } from 'rxjs';
export async function main(): Promise<void> {
  const domain = await connect('ns/domain', 'user', 'password', { connection: { timeout: 3 } });
  Convergence.configureLogging({ root: LogLevel.DEBUG });
  const model = await domain.models().openAutoCreate({ collection: 'c', data: () => ({ a: [1] }) });
  const text = model.elementAt('text') as RealTimeString;
  text.on('insert', (event: StringInsertEvent) => { const at: number = event.index; console.log(at, event.value); });
  const events: Observable<unknown> = text.events();
  events.subscribe((event) => console.log(event));
  const first: number = model.elementAt('a', 0).value();
  console.log(first);
  try { await model.close(); } catch (error) { if (error instanceof ConvergenceError) console.log(error.code); }
}
`;
const REQUIRED = `import client = require('@convergence-wasm/client');
export const connect: (url: string, username: string, password: string) => Promise<client.ConvergenceDomain> = client.connect;
`;
const GLOBAL = "import '@convergence-wasm/client/global';\nexport const level: string = window.Convergence.LogLevel.WARN;\n";

const project = (options, files) => JSON.stringify({ compilerOptions: { strict: true, noEmit: true, skipLibCheck: false, target: 'es2022', types: [], ...options }, files });
const modes = {
  'module bundler': [{ module: 'esnext', moduleResolution: 'bundler' }, { 'app.ts': APP, 'global.ts': GLOBAL }],
  'node16, .mts and .cts': [{ module: 'node16' }, { 'app.mts': APP, 'app.cts': REQUIRED, 'more.cts': APP }],
  nodenext: [{ module: 'nodenext' }, { 'app.mts': APP, 'app.cts': REQUIRED, 'global.mts': GLOBAL }],
  'nodenext without lib dom': [{ module: 'nodenext', lib: ['es2023'], types: ['node'] }, { 'app.mts': APP, 'app.cts': REQUIRED }],
  'a script, the global by its namespace': [{ module: 'esnext', moduleResolution: 'bundler', moduleDetection: 'legacy', types: ['@convergence-wasm/client'] }, { 'script.ts': "const made: Promise<Convergence.ConvergenceDomain> = Convergence.connect('u', 'n', 'p');\n" }],
};

export const setups = ['5.9.3', '7.0.2'].flatMap((version) => [
  ...Object.entries(modes).map(([name, [options, files]]) => ({
    name: `TypeScript ${version.split('.')[0]}, ${name}`,
    packages: { typescript: version, ...(name.includes('without') && { '@types/node': '22.19.1' }) },
    files: { ...files, 'tsconfig.json': project(options, Object.keys(files)) },
    run: checked(['tsc']),
  })),
  ...['6.6.7', '7.8.1'].map((rxjs) => ({
    name: `TypeScript ${version.split('.')[0]}, rxjs ${rxjs}`,
    packages: { typescript: version, rxjs },
    // The declarations of RxJS 6 are not made for a compiler of today.
    files: { 'app.mts': APP, 'tsconfig.json': project({ module: 'nodenext', skipLibCheck: rxjs < '7' }, ['app.mts']) },
    run: checked(['tsc']),
  })),
]);
