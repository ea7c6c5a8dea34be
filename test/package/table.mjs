// docs/package.md: what the last whole run of the set-ups found.
import fs from 'node:fs';

const INTRODUCTION = `# Where the package works

\`make package-test\` packs the client, installs it in a fresh folder for each of these set-ups, and runs an application that
connects, edits a text and hears the edit of a second client, in Chromium or in Node, against a real server. It writes this
page. *Core* tells where a page had the core from: the *file* \`convergence.wasm\`, or the *text* in \`convergence.core.js\`, which
comes along by itself where a tool does not copy the file. Set-ups with an entry under *needs* have a line of configuration for us.

| set-up | versions | core | needs | result |
|---|---|---|---|---|
`;

/** What a set-up consists of; what runs it is named once, and not by its package for this machine. */
const versions = ({ packages = {}, runtime }) => [
  ...Object.entries(packages).filter(([name]) => !name.includes(`-${process.platform}-`) && !name.includes(`/${process.platform}-`)).map(([name, version]) => `${name} ${version}`),
  runtime,
].filter(Boolean).join(', ');

/** Writes the page. */
export function writeTable(file, rows) {
  const lines = rows.map(({ setup, core, error }) => {
    const result = error === null ? 'works' : 'fails';
    return `| ${setup.name} | ${versions(setup)} | ${core ?? ''} | ${setup.configured ?? ''} | ${result} |\n`;
  });
  fs.writeFileSync(file, INTRODUCTION + lines.join(''));
}
