// Puts the programs into few files, dist/programs: Node takes most of a millisecond to find and load each module, and
// nsc has sixty of them. A file holds the commands of one kind; of those, the modules that a command needs are evaluated
// when it is loaded, and no others. Between these files nothing is shared but plain objects, so it does not matter that
// each has classes of its own. dist/ remains as it was compiled, for those who import the package. Part of
// `npm run build`.
import { build } from 'esbuild';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const programs = join(dist, 'programs');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// What every command that connects loads; they are many small files, too.
const taken = ['@nats-io/transport-node', 'cli-table3'];

const commands = new Map(
  filesIn(join(dist, 'commands')).map((file) => {
    const path = relative(join(dist, 'commands'), file);
    return [path.replace(/(\/index)?\.js$/, '').replaceAll('/', ' '), file];
  }),
);
const groups = groupCommands();

rmSync(programs, { recursive: true, force: true });
for (const entry of filesIn(join(dist, 'cli/programs'))) {
  await bundle({ entryPoints: [entry], outfile: join(programs, basename(entry)) });
}
for (const [group, names] of groups) {
  const imports = names.map((name) =>
    lineOf(name, `import(${JSON.stringify(commands.get(name))})`),
  );
  const contents = `const table = {\n${imports.join('')}};\nexport const load = (name) => table[name]();\nexport const names = Object.keys(table);\n`;
  await bundle({
    stdin: { contents, resolveDir: dist },
    outfile: join(programs, `group-${group}.js`),
  });
}

/**
 * Commands that are used together, and load much the same; undefined for those that run for long, or need packages that
 * a file of many commands would load for all of them: these stay where they were compiled.
 */
function groupOf(name) {
  const [first] = name.split(' ');
  if (['up', 'k8s', 'auth-callout', 'account-server'].includes(first)) return undefined;
  if (['server start', 'server validate'].includes(name)) return undefined;
  if (['context', 'completion', 'nk'].includes(first)) return 'local';
  // Those of nsc that connect have the client with them.
  if (/^nsc (pull|push|tool)\b/.test(name)) return 'nsc-remote';
  return first === 'nsc' ? 'nsc' : 'client';
}

function groupCommands() {
  const found = new Map();
  for (const name of commands.keys()) {
    const group = groupOf(name);
    if (group === undefined) continue;
    found.set(group, [...(found.get(group) ?? []), name]);
  }
  return found;
}

async function bundle(options) {
  const { metafile } = await build({
    ...options,
    metafile: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    legalComments: 'eof',
    external: [
      ...Object.keys(dependencies).filter((name) => !taken.includes(name)),
      './group-*',
      '../commands/*',
    ],
    // Packages in CommonJS ask for Node's own modules by require, which modules don't have.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    plugins: [{ name: 'natsx', setup }],
    logLevel: 'warning',
  });
  for (const { imports } of Object.values(metafile.outputs)) {
    const early = imports.find(
      ({ path, kind, external }) =>
        external === true && kind === 'import-statement' && !path.startsWith('node:'),
    );
    if (early !== undefined) {
      throw new Error(
        `${early.path} would be loaded with ${options.outfile}: import it where it is needed`,
      );
    }
  }
}

function setup({ onLoad, onResolve }) {
  // TypeScript 6.0 leaves `ask(input, () => import('./a.ts'))` as it is: it rewrites no import() in a function that is an
  // argument.
  onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir }) => ({
    path: join(resolveDir, path.replace(/\.ts$/, '.js')),
  }));
  onLoad({ filter: /dist\/cli\/our-commands\.js$/ }, () => ({
    contents: commandTable(),
    resolveDir: dist,
  }));
  // Files are where they were, seen from each file as it was compiled.
  onLoad({ filter: /\/dist\/.*\.js$/ }, ({ path }) => {
    const contents = readFileSync(path, 'utf8');
    if (!contents.includes('import.meta.url')) return undefined;
    const place = `new URL('../${relative(dist, path)}', import.meta.url).href`;
    return { contents: contents.replaceAll('import.meta.url', place) };
  });
}

/** All commands by their names, instead of a search in a folder. */
function commandTable() {
  const lines = Array.from(commands, ([name, file]) => {
    const group = groupOf(name);
    if (group === undefined) return lineOf(name, `import('../${relative(dist, file)}')`);
    const load = `load(${JSON.stringify(name)})`;
    return lineOf(name, `import('./group-${group}.js').then((group) => group.${load})`);
  });
  return `import { commandTable } from './cli/command-files.js';\nexport const ourCommands = commandTable({\n${lines.join('')}});\n`;
}

function lineOf(name, loading) {
  return `  ${JSON.stringify(name)}: () => ${loading},\n`;
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(folder, name))
    .sort();
}
