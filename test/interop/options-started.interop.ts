import { readFileSync } from 'node:fs';
import { NatsxError } from '../../src/base/errors.ts';
import { loadOptions } from '../../src/server/options/load.ts';
import { Server } from '../../src/server/server.ts';
import { findPeers, isAtLeast, startPeer, type Peer } from '../support/peers.ts';
import { compareAnswers, type Fetched } from './monitoring-answers.ts';
import * as corpus from './options-corpus/texts.ts';

const AT_A_TIME = 4;

describe('x', function () {
  this.timeout(600000);
  for (const peer of findPeers('nats-server')) {
    it(peer.version, async () => {
      const all = Object.values(corpus).flat();
      const queue = all.entries();
      const out: string[] = [];
      await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
        for (const [, text] of queue) {
          const ports = text.replace(/\bport: \d+/g, 'port: -1').replace(/(http|https|listen): \d+/g, '$1: -1');
          const r = await one(peer, ports);
          out.push(...r.map((x) => `${text} :: ${x}`));
        }
      }));
      console.log(peer.version + '\n' + out.join('\n'));
    });
  }
});

async function one(peer: Peer, text: string): Promise<string[]> {
  text = /system/.test(text) ? text : text + '\nno_system_account: true';const [ours, theirs] = await Promise.all([startOwn(text), startTheirs(peer, text)]);
  try {
    if (typeof ours === 'string' || typeof theirs === 'string') {
      if (typeof ours === 'string' && typeof theirs === 'string') return [];
      return [typeof ours === 'string' ? `HERE NOT: ${ours}` : `THERE NOT: ${(theirs as string).split('\n').slice(-3).join('|')}`];
    }
    const isCurrent = isAtLeast(peer.version, '2.12.0');
    return compareAnswers(await ours.varz(), await theirs.varz(), { isCurrent, isTimed: false });
  } finally {
    if (typeof ours !== 'string') await ours.stop();
    if (typeof theirs !== 'string') await theirs.stop();
  }
}

async function startOwn(text: string) {
  try {
    const { options } = loadOptions('main.conf', { given: { host: '127.0.0.1', port: -1, ...(text.includes('https') ? {} : { http: { port: -1 } }) }, instead: [] }, {
      readFile: (path) => (path === 'main.conf' ? text : readFileSync(path, 'utf8')),
      env: {},
    });
    const server = await Server.start(options);
    return {
      varz: () => fetched(`http://127.0.0.1:${server.monitorPort}`),
      stop: () => server.stop(),
    };
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    return error.message;
  }
}

async function startTheirs(peer: Peer, text: string) {
  try {
    const server = await startPeer(peer, text, text.includes('https') ? [] : ['-m', '-1']);
    return { varz: () => fetched(server.monitorUrl!), stop: () => server.stop() };
  } catch (error) {
    return (error as Error).message;
  }
}

async function fetched(base: string): Promise<Fetched> {
  const m = new URL(base);
  const response = await fetch(`${m.origin}/varz`).then((r) => r.status === 404 ? fetch(`${m.origin}/nats/varz`) : r);
  let text = await response.text();
  const id = (/"server_id": "(\w+)"/.exec(text)?.[1]) ?? 'zz';
  text = text.replaceAll(`"server_name": "${id}"`, '"server_name": "ID"');
  return { status: response.status, type: response.headers.get('content-type'), cors: response.headers.get('access-control-allow-origin'), text };
}
