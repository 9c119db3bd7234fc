// Starts natsx and every nats-server that is found with the same configurations, and wants that both start or neither,
// and the same values in /varz, but for the list in options-corpus/start-differences.ts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { text as textOf } from 'node:stream/consumers';
import { NatsxError } from '../../src/base/errors.ts';
import { loadOptions } from '../../src/server/options/load.ts';
import { Server } from '../../src/server/server.ts';
import { findPeers, isAtLeast, requirePeer, startPeer, type Peer } from '../support/peers.ts';
import { compareAnswers, type Fetched } from './monitoring-answers.ts';
import { differencesFrom } from './options-corpus/differences.ts';
import { startDifferences, type StartDifference } from './options-corpus/start-differences.ts';
import * as started from './options-corpus/started.ts';
import * as tested from './options-corpus/texts.ts';

/** Several servers at a time: one takes some 50 ms to start. */
const AT_A_TIME = 4;

describe('a configuration', function () {
  this.timeout(120_000);
  const peers = findPeers('nats-server');
  if (peers.length === 0) {
    it('makes the same of a server as of nats-server', function () {
      requirePeer(this, 'nats-server');
    });
  }
  for (const peer of peers) {
    describe(`makes the same of a server as of nats-server ${peer.version}`, () => {
      const seen = new Set<StartDifference>();

      for (const [part, texts] of Object.entries({ ...tested, ...started })) {
        it(part, async () => assert.deepEqual(await mismatches(peer, texts, seen), []));
      }

      it('but for what is listed, and is so', () => {
        const unseen = differencesOf(peer).filter(
          // An old one does not know all the options.
          (difference) =>
            !seen.has(difference) && (isCurrent(peer) || difference.until !== undefined),
        );
        assert.deepEqual(
          unseen.map(({ why }) => why),
          [],
        );
      });
    });
  }
});

/** Sentences about what is otherwise; adds the listed differences that were met to `seen`. */
async function mismatches(
  peer: Peer,
  texts: readonly string[],
  seen: Set<StartDifference>,
): Promise<string[]> {
  const judgedOtherwise = differencesFrom(peer.version);
  const found: string[] = [];
  const queue = texts.filter((text) => !judgedOtherwise.has(text)).values();
  const work = async (): Promise<void> => {
    for (const text of queue) {
      for (const line of await compareStarted(peer, text)) {
        const difference = differencesOf(peer).find(
          ({ of, at }) => at.test(line) && (of?.test(text) ?? true),
        );
        if (difference === undefined) found.push(`${text}\n${line}`);
        else seen.add(difference);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return found;
}

function differencesOf(peer: Peer): readonly StartDifference[] {
  return startDifferences.filter(
    ({ until }) => until === undefined || !isAtLeast(peer.version, `${until}.0`),
  );
}

async function compareStarted(peer: Peer, said: string): Promise<string[]> {
  const text = runnable(said);
  const [ours, theirs] = await Promise.all([startOwn(text), startTheirs(peer, text)]);
  try {
    if (ours.refused?.code === 'ERR_NOT_SERVED') return [];
    if (ours.refused !== undefined || theirs.refused !== undefined) {
      if (isTooYoung(theirs.refused?.message ?? '')) return [];
      if (ours.refused !== undefined && theirs.refused !== undefined) return [];
      return [
        `starts only ${ours.refused === undefined ? 'here' : 'there'}: ${(ours.refused ?? theirs.refused)!.message}`,
      ];
    }
    const answers = await Promise.all([varz(ours.monitorUrl), varz(theirs.monitorUrl)]);
    const lines = compareAnswers(...answers, { isCurrent: isCurrent(peer), isTimed: false });
    return lines.filter((line) => !MADE_UP.test(line));
  } finally {
    await Promise.all([ours.stop(), theirs.stop()]);
  }
}

function isCurrent(peer: Peer): boolean {
  return isAtLeast(peer.version, '2.12.0');
}

/** Free ports in the place of those that are said. */
function runnable(text: string): string {
  return text.replace(/\b(port|http|listen): \d+/g, '$1: -1');
}

/** What nats-server did not know yet. */
function isTooYoung(message: string): boolean {
  return /unknown field/i.test(message);
}

interface Started {
  readonly refused: { readonly code: string; readonly message: string } | undefined;
  readonly monitorUrl: string;
  stop(): Promise<void>;
}

/** Both made up a name for their cluster. */
const MADE_UP = /^\.cluster\.name: "\w{22}", not "\w{22}"$/;

const flags = { host: '127.0.0.1', port: -1 };

async function startOwn(text: string): Promise<Started> {
  const given = servesHttps(text) ? flags : { ...flags, http: { port: -1 } };
  const readFile = (path: string): string => (path === '' ? text : readFileSync(path, 'utf8'));
  try {
    const { options } = loadOptions('', { given, instead: [] }, { readFile, env: {} });
    const server = await Server.start(options);
    const scheme = servesHttps(text) ? 'https' : 'http';
    const monitorUrl = `${scheme}://127.0.0.1:${server.monitorPort}/${basePath(text)}`;
    return { refused: undefined, monitorUrl, stop: () => server.stop() };
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    return notStarted(error.code, error.message);
  }
}

async function startTheirs(peer: Peer, text: string): Promise<Started> {
  try {
    const server = await startPeer(peer, text, servesHttps(text) ? [] : ['-m', '-1']);
    // Old ones leave out the path.
    const monitorUrl = new URL(basePath(text), server.monitorUrl).href;
    return { refused: undefined, monitorUrl, stop: () => server.stop() };
  } catch (error) {
    return notStarted('', (error as Error).message);
  }
}

function notStarted(code: string, message: string): Started {
  return { refused: { code, message }, monitorUrl: '', stop: () => Promise.resolve() };
}

function basePath(text: string): string {
  return /^http_base_path: "?([^"\n]*)/m.exec(text)?.[1] ?? '';
}

function servesHttps(text: string): boolean {
  return /^https: /m.test(text);
}

async function varz(monitorUrl: string): Promise<Fetched> {
  const { statusCode = 0, headers, text } = await ask(`${monitorUrl.replace(/\/$/, '')}/varz`);
  const { server_id: id } = JSON.parse(text) as { server_id: string };
  return {
    status: statusCode,
    type: headers['content-type'] ?? null,
    cors: headers['access-control-allow-origin'] ?? null,
    text: text
      // A server without a name is called by its id.
      .replace(`"server_name": "${id}"`, '"server_name": "its id"')
      // There are no clients: these are its own.
      .replace(/"subscriptions": \d+/, '"subscriptions": 0'),
  };
}

async function ask(url: string): Promise<IncomingMessage & { readonly text: string }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = url.startsWith('https:')
      ? getHttps(url, { rejectUnauthorized: false }, resolve)
      : getHttp(url, resolve);
    request.on('error', reject);
  });
  return Object.assign(response, { text: await textOf(response) });
}
