// A store of version 1, as nsc 0.5 made them.
import { writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { encodeBase32 } from '../../src/base/base32.ts';
import { claimsToJson } from '../../src/jwt/codec.ts';
import type { Claims } from '../../src/jwt/kinds.ts';
import { fromSeed } from '../../src/nkeys/create.ts';
import type { KeyPair } from '../../src/nkeys/keypair.ts';
import type { TemporaryNsc } from './temporary-nsc.ts';

/** Makes the operator OP of a store one of version 1: what changes is its token alone. */
export function makeVersion1(tool: TemporaryNsc): void {
  const operator = tool.operator();
  const pair = fromSeed(tool.read(tool.keyPath(operator.sub)));
  writeFileSync(tool.path('OP', 'OP.jwt'), versionOneToken(operator, pair));
}

/** The claims as a token of version 1, in which type and tags stood beside the body. */
export function versionOneToken(claims: Claims, signer: KeyPair): string {
  const { nats, ...common } = JSON.parse(claimsToJson(claims)) as {
    nats: Record<string, unknown>;
  };
  const { type, tags, ...body } = nats;
  delete body['version'];
  const jti = encodeBase32(createHash('sha256').update(JSON.stringify(common)).digest());
  const json = JSON.stringify({ ...common, jti, type, tags, nats: body });
  const part = (text: string | Uint8Array) => Buffer.from(text).toString('base64url');
  const payload = part(json);
  const header = part('{"typ":"jwt","alg":"ed25519"}');
  return `${header}.${payload}.${part(signer.sign(Buffer.from(payload)))}`;
}
