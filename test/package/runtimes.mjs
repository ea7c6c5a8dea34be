// What runs programs, as packages of npm that hold the binary for this machine and
// have no script to run at their installation. Null where there is none.
const { platform, arch } = process;
const glibc = process.report?.getReport().header.glibcVersionRuntime !== undefined;
const here = platform !== 'linux' || glibc;

/** Node of a version; its binary is the `node` of the folder. */
export function node(version) {
  if (!here || !['linux', 'darwin'].includes(platform)) return null;
  return { major: Number(version.split('.')[0]), name: `Node ${version}`, packages: { [`node-${platform}-${arch}`]: version } };
}

export function bun(version) {
  const name = `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}`;
  return here ? { name: `Bun ${version.split('.')[0]}`, runtime: `Bun ${version}`, packages: { [name]: version }, command: [`./node_modules/${name}/bin/bun`, 'run'] } : null;
}

export function deno(version) {
  const name = `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`;
  return here ? { name: `Deno ${version.split('.')[0]}`, runtime: `Deno ${version}`, packages: { [name]: version }, command: [`./node_modules/${name}/deno`, 'run', '--allow-all', '--no-remote'] } : null;
}
