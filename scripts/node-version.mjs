// Fails in a Node that is too old for what the Makefile runs, before that fails in some other way.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 11)) {
  console.error(`Node ${process.versions.node} is too old: install Node 20.11 or newer`);
  process.exit(1);
}
