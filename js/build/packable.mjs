// Before npm packs a package: what it consists of must have been built, or the file would be
// an empty package, of which whoever installs it hears only from a bundler.
import fs from 'node:fs';

const [, , target] = process.argv;
const { name, main, exports } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const file = main ?? exports['.'].default ?? exports['.'].import;
if (!fs.existsSync(file)) {
  console.error(`${name} has not been built: there is no ${file}. Run this in the repository first: make ${target}`);
  process.exit(1);
}
