// Vite: development, where an optimiser moves modules, and what it builds.
import { IMPORT, MODULE_PAGE, page } from '../app.mjs';
import { served } from '../kinds.mjs';

const files = { 'main.js': IMPORT + page, 'index.html': MODULE_PAGE };
const VERSIONS = ['5.4.21', '6.4.3', '7.3.6', '8.3.8'];

export const setups = VERSIONS.flatMap((version) => {
  const major = version.split('.')[0];
  const port = (number) => ['--port', String(number), '--strictPort', '--host', 'localhost'];
  return [
    { name: `Vite ${major}, development`, packages: { vite: version }, files, run: served((number) => ['vite', ...port(number)]) },
    { name: `Vite ${major}, build and preview`, packages: { vite: version }, files, run: served((number) => ['vite', 'preview', ...port(number)], [['vite', 'build']]) },
  ];
});
