// Servers that only greet, as processes of their own: what is tested is who runs them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout, PlannedServer } from '../../src/up/layout.ts';
import type { ServerFolder } from '../../src/up/place.ts';
import { Programs } from '../../src/up/programs.ts';
import type { TemporaryHome } from './temporary-home.ts';

/** What a server does: serve, end at once, never listen, listen under another's name, or ignore that it is to end. */
type Manner = 'serve' | 'die' | 'sleep' | 'pretend' | 'stay';

const SCRIPT = `
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
const { name, port, manner } = JSON.parse(readFileSync(process.argv.at(-1), 'utf8'));
console.error('this is ' + name);
if (manner === 'die') process.exit(3);
if (manner === 'stay') process.on('SIGTERM', () => undefined);
const info = { server_name: manner === 'pretend' ? 'another' : name };
const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.end('INFO ' + JSON.stringify(info) + '\\n');
});
if (manner === 'sleep') setInterval(() => undefined, 1e6);
else server.listen(port, '127.0.0.1');
`;

/** An engine for these servers, and the folders with what they read. */
export function fakeEngine(
  home: TemporaryHome,
  { servers }: Layout,
  mannerOf: (name: string) => Manner = () => 'serve',
) {
  const place = home.place();
  for (const { name, ports } of servers) {
    const folder = place.server(name);
    mkdirSync(folder.path, { recursive: true });
    const manner = mannerOf(name);
    writeFileSync(folder.conf, JSON.stringify({ name, port: ports.client, manner }));
  }
  const script = join(home.path, 'fake-server.mjs');
  writeFileSync(script, SCRIPT);
  const command = { title: 'fake', file: process.execPath, args: [script] };
  return {
    engine: new Programs(command, process.env),
    folderOf: ({ name }: PlannedServer): ServerFolder => place.server(name),
  };
}
