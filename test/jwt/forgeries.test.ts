// Nothing but what was signed is read. JWT_FORGERIES=1000000 tries for longer; SEED repeats a failure.
import assert from 'node:assert/strict';
import { decode, decodeGeneric, JwtError } from '../../src/jwt/index.ts';
import { newSeed, pick, randomFrom, type Random } from '../support/random.ts';
import { GOLDEN_TOKENS, GOLDEN_V1_TOKENS, goldenKey, type KeyName } from './golden.ts';

const count = Number(process.env['JWT_FORGERIES'] ?? 1500);
const tokens = [...GOLDEN_TOKENS, ...GOLDEN_V1_TOKENS]
  .map(({ token }) => token)
  .filter((token) => token.length < 4000);

/** Fails if `token` is read, or refused by an error that is not ours. */
function refuses(token: string, what: string, readers = [decode, decodeGeneric]): void {
  for (const read of readers) {
    try {
      read(token);
    } catch (error) {
      assert.ok(error instanceof JwtError, `${what}: ${String(error)}\n${token}`);
      continue;
    }
    assert.fail(`${what}: ${read.name} took a forgery\n${token}`);
  }
}

describe('A changed token', () => {
  for (const [what, token] of [
    ['a user', GOLDEN_TOKENS.find(({ name }) => name === 'user scoped')!.token],
    ['a user of version 1', GOLDEN_V1_TOKENS.find(({ name }) => name === 'user defaults')!.token],
    ['a generic token', GOLDEN_TOKENS.find(({ name }) => name === 'generic delete request')!.token],
  ] as const) {
    it(`is refused whichever bit of ${what} it is`, () => {
      for (let at = 0; at < token.length; at++) {
        for (let bit = 0; bit < 8; bit++) {
          const char = String.fromCharCode(token.charCodeAt(at) ^ (1 << bit));
          const changed = token.slice(0, at) + char + token.slice(at + 1);
          refuses(changed, `bit ${bit} of character ${at}`, [decode]);
        }
      }
    }).timeout(60_000);

    it(`is refused wherever ${what} is cut, or a character is added`, () => {
      for (let at = 0; at < token.length; at++) {
        refuses(token.slice(0, at), `cut at ${at}`);
        refuses(token.slice(at + 1), `cut up to ${at}`);
        refuses(`${token.slice(0, at)}A${token.slice(at)}`, `an A at ${at}`);
      }
    }).timeout(60_000);
  }

  const seed = newSeed();
  it(`is refused however it is changed (SEED=${seed})`, () => {
    const random = randomFrom(seed);
    for (let i = 0; i < count; i++) {
      const token = pick(random, tokens);
      const [what, changed] = pick(random, CHANGES)(token, random);
      if (changed !== token) refuses(changed, `SEED=${seed}, try ${i}, ${what}`);
    }
  }).timeout(60_000 + count * 20);
});

type Change = (token: string, random: Random) => readonly [what: string, changed: string];

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const CHANGES: readonly Change[] = [
  (token, random) => {
    const at = random(token.length);
    return ['another character', token.slice(0, at) + LETTERS[random(64)]! + token.slice(at + 1)];
  },
  (token, random) => {
    const [at, length] = [random(token.length), 1 + random(20)];
    return ['a piece twice', token.slice(0, at + length) + token.slice(at)];
  },
  (token, random) => {
    const [from, to] = [random(token.length), random(token.length)];
    const [start, end] = [Math.min(from, to), Math.max(from, to)];
    return ['a piece gone', token.slice(0, start) + token.slice(end + 1)];
  },
  (token, random) => {
    const other = pick(random, tokens);
    const part = random(3);
    const parts = token.split('.').map((each, i) => (i === part ? other.split('.')[i]! : each));
    // A header that is the same is no change, and two tokens may share their claims.
    return [`part ${part} of another token`, parts.join('.')];
  },
  (token, random) => ['other claims', withClaims(token, (json) => changeJson(json, random))],
  (token, random) => {
    const header = pick(random, HEADERS);
    const [, ...rest] = token.split('.');
    return ['another header', [encode(header), ...rest].join('.')];
  },
  (token, random) => {
    const [header, body] = token.split('.') as [string, string];
    const signer = goldenKey(pick(random, SIGNERS));
    const wrong = signer.publicKey === issuerOf(token) ? `${body}x` : body;
    const signed = pick(random, [`${header}.${wrong}`, wrong]);
    return ['another signer', `${header}.${body}.${encode(signer.sign(Buffer.from(signed)))}`];
  },
  (token, random) => {
    // As an attacker would who may sign something else with a key that is trusted.
    const [header, body] = token.split('.') as [string, string];
    const changed = withClaims(token, (json) => changeJson(json, random)).split('.')[1]!;
    if (changed === body) return ['nothing', token];
    const signer = SIGNERS.map(goldenKey).find(({ publicKey }) => publicKey === issuerOf(token))!;
    const text = pick(random, [`${header}${changed}`, `.${changed}`, `${changed}.`, json(changed)]);
    return [
      'a signature of something similar',
      `${header}.${changed}.${encode(signer.sign(Buffer.from(text)))}`,
    ];
  },
];

const SIGNERS: readonly KeyName[] = [
  ...(['operator', 'operator-signing', 'account', 'account-signing', 'account-scoped'] as const),
  ...(['other-account', 'user', 'server', 'cluster'] as const),
];

const HEADERS = [
  '{"typ":"JWT","alg":"none"}',
  '{"typ":"JWT","alg":""}',
  '{"typ":"JWT","alg":"ED25519-NKEY"}',
  '{"typ":"jwt","alg":"ed25519-nkey"}',
  '{"alg":"ed25519-nkey","typ":"JWT"}',
  '{"typ":"JWT","alg":"HS256"}',
  '{"typ":"JWT","alg":"EdDSA","jwk":{}}',
  '{"typ":"Jwt","alg":"ed25519"}',
  '{"typ":"jwt", "alg":"ed25519"}',
  '{"typ":"jwt","alg":"ed25519","x":1}',
  '{}',
  '',
];

function changeJson(text: string, random: Random): string {
  const at = random(text.length);
  switch (random(5)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(32 + random(95)) + text.slice(at + 1);
    case 1:
      return text.replace(/"exp":\d+/, '"exp":99999999999').replace(/^\{/, '{"exp":99999999999,');
    case 2:
      return text.replace(/"version":2/, '"version":1');
    case 3:
      return text.replace(
        /^\{/,
        pick(random, ['{"type":"user",', '{ ', '{"iss":"x",', '{"ISS":"x",']),
      );
    default:
      return text.replace(/-1/, '1000').replace(/\}$/, ',"x":1}');
  }
}

function withClaims(token: string, change: (json: string) => string): string {
  const [header, body, signature] = token.split('.') as [string, string, string];
  return [header, encode(change(json(body))), signature].join('.');
}

function issuerOf(token: string): string {
  return (JSON.parse(json(token.split('.')[1]!)) as { iss: string }).iss;
}

function json(part: string): string {
  return Buffer.from(part, 'base64url').toString();
}

function encode(part: string | Uint8Array): string {
  return Buffer.from(part).toString('base64url');
}
