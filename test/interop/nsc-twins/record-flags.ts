// Asks Go's nsc for its commands and flags: `NSC=/path/to/nsc npx tsx test/interop/nsc-twins/record-flags.ts`.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { findPeer } from '../../support/peers.ts';
import { FLAGS_FILE } from './checklist.ts';

const peer = findPeer('nsc');
if (peer === undefined) {
  throw new Error('there is no nsc of Go to ask: name it by NSC, or put it on the PATH');
}

/** Those of every command. */
const GLOBAL = ['all-dirs', 'config-dir', 'data-dir', 'keystore-dir', 'interactive', 'private-key'];

/** What no help shows. */
const HIDDEN = [
  ...['add account', 'add user', 'edit account', 'edit user', 'edit signing-key'].map(
    (command) => `${command} --max-responses`,
  ),
  'add export --advertise',
  ...['mem-storage', 'disk-storage', 'streams', 'consumer', 'host-cluster-traffic'].map(
    (flag) => `edit account --${flag}`,
  ),
  'generate config --dir',
  'generate config --nkey',
  'rename account --OK',
  ...['--operator-dir', '--url -u', '--force -F'].map((flag) => `migrate ${flag}`),
  ...['--in', '--out', '--creds'].map((flag) => `fix ${flag}`),
  'upgrade-jwt',
  ...['pub', 'req', 'reply', 'sub'].map((command) => `tool ${command} --encrypt -E`),
];

const lines = [...flagsOf(peer.path, []), ...HIDDEN];
writeFileSync(FLAGS_FILE, `${Array.from(new Set(lines)).sort().join('\n')}\n`);

/** `command --flag -f` for each flag of the command and of those below it. */
function flagsOf(path: string, words: readonly string[]): string[] {
  const help = execFileSync(path, [...words, '--help'], { encoding: 'utf8' });
  // What is no command shows the help of the one above it.
  if (!help.includes(`\n  ${['nsc', ...words].join(' ')}`)) return [];
  const commands = section(help, 'Available Commands:').map((line) => line.trim().split(' ')[0]!);
  const inner = commands
    .filter((name) => name !== 'help')
    .flatMap((name) => flagsOf(path, [...words, name]));
  if (commands.length > 0) return inner;
  const flags = section(help, 'Flags:').flatMap((line) => {
    const [, short, name] = /^ +(?:-(\w), )?--([\w-]+)/.exec(line) ?? [];
    return name === undefined || name === 'help' || GLOBAL.includes(name)
      ? []
      : [`${words.join(' ')} --${name}${short === undefined ? '' : ` -${short}`}`];
  });
  return flags.length === 0 ? [words.join(' ')] : flags;
}

function section(help: string, title: string): string[] {
  const lines = help.split('\n');
  const start = lines.indexOf(title);
  if (start === -1) return [];
  const end = lines.findIndex((line, at) => at > start && line === '');
  return lines.slice(start + 1, end === -1 ? undefined : end);
}
