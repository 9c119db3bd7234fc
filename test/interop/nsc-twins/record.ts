// Asks Go's nsc for the answers of the transcripts anew: `NSC=/path/to/nsc npx tsx test/interop/nsc-twins/record.ts [file…]`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPeer } from '../../support/peers.ts';
import { CORPUS } from './corpus.ts';
import { formatCase, readTranscript } from './transcript.ts';
import { goNsc, Twin } from './twin.ts';

const peer = findPeer('nsc');
if (peer === undefined)
  throw new Error('there is no nsc of Go to ask: name it by NSC, or put it on the PATH');
const tool = goNsc(peer.path);
const files = process.argv.length > 2 ? process.argv.slice(2) : readdirSync(CORPUS);
for (const file of files) {
  const path = join(CORPUS, file);
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  const { setup, cases } = readTranscript(path);
  const comments = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('# ') && !line.startsWith('# made '));
  using twin = await Twin.make(setup, now);
  const recorded: string[] = [];
  for (const each of cases) {
    recorded.push(formatCase({ ...each, ...(await twin.run(tool, each.lines, new Date())) }));
  }
  const head = [
    ...comments,
    `# made ${now.toISOString()}`,
    ...setup.map((line) => `% nsc ${line}`),
  ];
  writeFileSync(path, `${[head.join('\n'), ...recorded].join('\n\n')}\n`);
}
