// Changes a configuration under a running nats-server, a current one, and wants natsx to take or refuse the same changes,
// and where it can to say the same of them. Each option that there is should be among those changed.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NatsxError } from '../../src/base/errors.ts';
import { loadOptions } from '../../src/server/options/load.ts';
import { reloadChanges } from '../../src/server/options/reload.ts';
import { findPeers, isAtLeast, skipWithout, type Peer } from '../support/peers.ts';
import { ServerProgram } from '../support/server-program.ts';
import * as corpus from './options-corpus/reloads.ts';

const BASE = 'listen: "127.0.0.1:-1"\nserver_name: N\n';
const AT_A_TIME = 4;

const { reworded, clusters, gateways, leafnodes, websockets, differences } = corpus;
const judged = { reworded, clusters, gateways, leafnodes, websockets };

describe('a reload', function () {
  this.timeout(60_000);
  let peer: Peer;
  let directory: string | undefined;
  before(function () {
    const current = findPeers('nats-server').find(({ version }) => isAtLeast(version, '2.14.0'));
    peer = current ?? skipWithout(this, 'no nats-server 2.14 or later', 'NATS_SERVER=<its path>');
    directory = mkdtempSync(join(tmpdir(), 'natsx-reload-'));
  });
  after(() => {
    if (directory !== undefined) rmSync(directory, { recursive: true });
  });

  it('is told of in the same lines', async () => {
    const wrong = await compare(
      corpus.plain,
      ({ said: ours }, { said: theirs }) => ours === theirs,
    );
    assert.deepEqual(wrong, []);
  });
  for (const [part, reloads] of Object.entries(judged)) {
    it(`is taken or refused alike: ${part}`, async () => {
      const wrong = await compare(reloads, (ours, theirs, [, next]) => {
        const isListed = differences.some((difference) => difference.next.test(next));
        return (ours.isTaken === theirs.isTaken) !== isListed;
      });
      assert.deepEqual(wrong, []);
    });
  }

  async function compare(
    reloads: readonly corpus.Reload[],
    agree: (ours: Outcome, theirs: Outcome, reload: corpus.Reload) => boolean,
  ): Promise<string[]> {
    const wrong: string[] = [];
    const queue = reloads.entries();
    const work = async (): Promise<void> => {
      for (const [index, reload] of queue) {
        const theirs = await theirOutcome(peer, join(directory!, `${index}.conf`), reload);
        const ours = ourOutcome(reload);
        if (agree(ours, theirs, reload)) continue;
        wrong.push(`${reload.join('  →  ')}\nhere:  ${ours.said}\nthere: ${theirs.said}`);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    return wrong;
  }
});

interface Outcome {
  readonly isTaken: boolean;
  /** What the log says, without what is said each time. */
  readonly said: string;
}

async function theirOutcome(
  peer: Peer,
  file: string,
  [old, next]: corpus.Reload,
): Promise<Outcome> {
  writeFileSync(file, `${BASE}${old}\n`);
  const server = new ServerProgram(peer.path, ['-c', file, '-T=false']);
  try {
    await server.says('Server is ready');
    const { length } = server.log;
    writeFileSync(file, `${BASE}${next}\n`);
    server.kill('SIGHUP');
    // Both begin the last line: `Reloaded server configuration`, `Failed to reload server configuration: …`
    await server.says('eload server configuration', 'eloaded server configuration');
    const lines = server.log.slice(length);
    const refused = lines.flatMap(
      (line) => line.split('Failed to reload server configuration: ')[1] ?? [],
    );
    if (refused.length > 0) return { isTaken: false, said: refused[0]! };
    return {
      isTaken: true,
      said: told(lines.flatMap((line) => line.split('Reloaded: ')[1] ?? [])),
    };
  } finally {
    server.kill('SIGKILL');
    await server.ended();
  }
}

function ourOutcome([old, next]: corpus.Reload): Outcome {
  try {
    const changes = reloadChanges(optionsOf(old), optionsOf(next));
    return { isTaken: true, said: told(changes.map(({ line }) => line)) };
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    return { isTaken: false, said: error.message };
  }
}

function optionsOf(text: string) {
  const readFile = (path: string): string =>
    path === '' ? `${BASE}${text}\n` : readFileSync(path, 'utf8');
  return loadOptions('', { given: {}, instead: [] }, { readFile, env: {} }).options;
}

/** nats-server says of these two each time that it has reloaded them, and lists all in no promised order. */
function told(lines: readonly string[]): string {
  const own = lines.filter((line) => line !== 'accounts' && line !== 'authorization users');
  return own.sort().join('; ');
}
