/**
 * Tokens from outside: three parts of base64url and a signature by an nkey. NATS has two algorithms of its own, both
 * Ed25519: `ed25519-nkey` of version 2 signs header and claims; `ed25519` of version 1 signed the claims alone.
 *
 * Reading is stricter than Go's: base64url has one spelling for each sequence of bytes, a header that names extensions
 * as critical is refused, and so is a header of version 1 that nobody wrote, since nothing protects it.
 */
import { fromPublicKey } from '../nkeys/create.ts';
import { prefixOf } from '../nkeys/strkey.ts';
import type { KeyPair } from '../nkeys/keypair.ts';
import { JwtError } from './errors.ts';
import { object, text } from './fields.ts';
import { parseJson, type JsonObject } from './json-reader.ts';
import { isPublicKey, quoteText } from './validation.ts';

/** The largest token that is read or written: 1 MiB, as in Go. */
export const MAX_TOKEN_BYTES = 1024 * 1024;

/** Who signs: a key pair, or whatever else keeps the key. */
export type Signer = Pick<KeyPair, 'publicKey' | 'sign'>;

/** A token whose signature has not been looked at. */
export interface OpenToken {
  /** The version whose algorithm the header names. */
  readonly version: 1 | 2;
  /** As the header spells it. */
  readonly algorithm: string;
  readonly claims: JsonObject;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** Takes a token apart. Line ends around it are no part of it: files end with one. */
export function openToken(token: string): OpenToken {
  const trimmed = trimLineEnds(token);
  checkSize(trimmed);
  const parts = trimmed.split('.', 4);
  const [header = '', claims = '', signature = ''] = parts;
  if (parts.length !== 3) throw new JwtError('ERR_JWT_MALFORMED', 'expected 3 chunks');
  const { version, algorithm } = readHeader(header);
  return {
    version,
    algorithm,
    claims: readObject('claims', claims),
    signed: Buffer.from(version === 1 ? claims : `${header}.${claims}`),
    signature: decodePart(signature),
  };
}

/** Whether `issuer`, a public key, signed the token. */
export function isSignedBy(issuer: string, { signed, signature }: OpenToken): boolean {
  const kind = issuer.length === 56 ? prefixOf(issuer) : 'unknown';
  if (kind === 'unknown' || kind === 'seed' || kind === 'private') return false;
  return isPublicKey(issuer, kind) && fromPublicKey(issuer).verify(signed, signature);
}

/** The token of claims that are JSON already. */
export function sealToken(claimsJson: string, signer: Signer): string {
  const signed = `${HEADER}.${encodePart(claimsJson)}`;
  const token = `${signed}.${encodePart(signer.sign(Buffer.from(signed)))}`;
  checkSize(token);
  return token;
}

const HEADER = encodePart('{"typ":"JWT","alg":"ed25519-nkey"}');

// As version 1 of Go's library wrote it, and the early version 2.
const HEADERS_V1 = new Set([
  encodePart('{"typ":"jwt","alg":"ed25519"}'),
  encodePart('{"typ":"JWT","alg":"ed25519"}'),
]);

const HEADER_FIELDS = object({ typ: text, alg: text });

function readHeader(part: string): { version: 1 | 2; algorithm: string } {
  const json = readObject('header', part);
  const { typ, alg } = HEADER_FIELDS.read(json, '');
  if (typ.toUpperCase() !== 'JWT') {
    throw new JwtError('ERR_JWT_HEADER', `not supported type ${quoteText(typ)}`);
  }
  // RFC 7515 4.1.11: who does not know a critical extension must not take the token; NATS has none.
  if (Array.from(json.keys()).some((name) => name.toLowerCase() === 'crit')) {
    throw new JwtError('ERR_JWT_HEADER', 'unexpected critical header parameters');
  }
  const algorithm = alg.toLowerCase();
  if (algorithm === 'ed25519-nkey') return { version: 2, algorithm: alg };
  if (algorithm === 'ed25519' && HEADERS_V1.has(part)) return { version: 1, algorithm: alg };
  throw new JwtError('ERR_JWT_HEADER', `unexpected ${quoteText(alg)} algorithm`);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readObject(what: string, part: string): JsonObject {
  const json = parseJson(what, readText(what, decodePart(part)));
  if (json instanceof Map) return json as JsonObject;
  throw new JwtError('ERR_JWT_MALFORMED', `the ${what} must be a JSON object`);
}

function readText(what: string, bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new JwtError('ERR_JWT_MALFORMED', `the ${what} must be UTF-8`, { cause });
  }
}

function encodePart(part: string | Uint8Array): string {
  return Buffer.from(part).toString('base64url');
}

/** Node passes over what is no base64url, and over bits that make no byte: two tokens would be one. */
function decodePart(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') === part) return bytes;
  const illegal = part.search(/[^-_A-Za-z0-9]/);
  const at = illegal < 0 ? part.length - 1 : illegal;
  throw new JwtError('ERR_JWT_MALFORMED', `illegal base64 data at input byte ${at}`);
}

function checkSize(token: string): void {
  const bytes = Buffer.byteLength(token);
  if (bytes <= MAX_TOKEN_BYTES) return;
  const limit = `exceeds maximum of ${MAX_TOKEN_BYTES} bytes: token too large`;
  throw new JwtError('ERR_JWT_TOO_LARGE', `token size ${bytes} ${limit}`);
}

// By hand: a regular expression takes quadratic time for line ends in the middle.
function trimLineEnds(token: string): string {
  let start = 0;
  let end = token.length;
  while (start < end && isLineEnd(token.charCodeAt(start))) start++;
  while (end > start && isLineEnd(token.charCodeAt(end - 1))) end--;
  return token.slice(start, end);
}

function isLineEnd(char: number): boolean {
  return char === 0x0a || char === 0x0d;
}
