// The configurations of rendered clusters, with the files that their pods mount, as every nats-server on the PATH reads them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CLUSTER_FILES, configurations, PodFiles, renderFile } from '../support/k8s-clusters.ts';
import { findPeers, requirePeer } from '../support/peers.ts';

const run = promisify(execFile);

describe('nats-server and rendered clusters', () => {
  const root = mkdtempSync(join(tmpdir(), 'natsx-k8s-'));
  after(() => rmSync(root, { recursive: true }));

  for (const file of CLUSTER_FILES) {
    it(`takes ${file}`, async function () {
      requirePeer(this, 'nats-server');
      for (const [name, text] of configurations(renderFile(file))) {
        const conf = writePod(join(root, name), text);
        for (const { path, version } of findPeers('nats-server')) {
          // `-t` says on stderr that the configuration is valid, and exits with 0.
          const { stderr } = await run(path, ['-t', '-c', conf], {
            env: { SERVER_NAME: 'n' },
            timeout: 15_000,
          });
          assert.match(stderr, /configuration file .* is valid/, `${name}, ${version}`);
        }
      }
    });
  }

  it('is refused what it does not take', async function () {
    const { path } = requirePeer(this, 'nats-server');
    const text = configurations(renderFile('smallest.yaml')).get('smallest')!;
    const conf = writePod(join(root, 'wrong'), text.replace('port: 4222', 'port: many'));
    await assert.rejects(run(path, ['-t', '-c', conf], { timeout: 15_000 }), { code: 1 });
  });
});

/** Writes what the pod mounts below `root`; returns the path of its nats.conf there. */
function writePod(root: string, text: string): string {
  const files = new PodFiles(text);
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const path of files.paths()) write(path, files.read(path));
  const here = (conf: string): string =>
    conf.replaceAll('"/etc/', `"${root}/etc/`).replaceAll('/var/lib/nats', `${root}/var/lib/nats`);
  write('/etc/nats-config/nats.conf', here(files.conf));
  return join(root, '/etc/nats-config/nats.conf');
}
