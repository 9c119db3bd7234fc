/** Tokens of OpenID providers and of Kubernetes clusters. jose checks them; we say whose keys count, and for whom they are. */
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { NatsxError } from '../base/errors.ts';
import { fileErrorText } from '../base/system-error.ts';
import type { ClaimRule, Provider } from './rules.ts';
import { claimTexts, type ClaimSet } from './templates.ts';

/** How far clocks may be apart. */
const TOLERANCE_S = 10;
const FETCH_MS = 5_000;
/** A set of keys is a few KB. */
const MOST_BYTES = 1024 * 1024;

interface Known extends Provider {
  readonly keys: JWTVerifyGetKey;
}

export class Providers {
  readonly #byIssuer: ReadonlyMap<string, readonly Known[]>;

  /** Reads the files; keys behind URLs are fetched when the first token comes. Rejects with a NatsxError. */
  static async open(providers: readonly Provider[]): Promise<Providers> {
    const known = await Promise.all(
      providers.map(async (each) => ({ ...each, keys: await keysOf(each) })),
    );
    const byIssuer = new Map<string, Known[]>();
    for (const each of known)
      byIssuer.set(each.issuer, [...(byIssuer.get(each.issuer) ?? []), each]);
    return new Providers(byIssuer);
  }

  private constructor(byIssuer: ReadonlyMap<string, readonly Known[]>) {
    this.#byIssuer = byIssuer;
  }

  /** The claims of a token and the rule that holds for it; or, as text, why it counts for nothing. */
  async judge(token: string): Promise<{ claims: ClaimSet; rule: ClaimRule } | string> {
    const issuer = issuerOf(token);
    const providers = issuer === undefined ? undefined : this.#byIssuer.get(issuer);
    if (providers === undefined) return 'the issuer of the token is not known';
    let why = '';
    for (const provider of providers) {
      const verified = await verify(token, provider);
      if (typeof verified === 'string') why = verified;
      else {
        const rule = provider.rules.find(({ match }) => matches(verified, match));
        if (rule !== undefined) return { claims: verified, rule };
        why = 'no rule is for the claims of the token';
      }
    }
    return why;
  }
}

async function verify(token: string, provider: Known): Promise<ClaimSet | string> {
  const { keys, issuer, audience, algorithms } = provider;
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: [...audience],
      algorithms: [...algorithms],
      clockTolerance: TOLERANCE_S,
      requiredClaims: ['exp'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return `the token is not valid: ${error.message}`;
    return `the keys of ${issuer} can not be had: ${(error as Error).message}`;
  }
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined; // No JWT.
  }
}

function matches(claims: ClaimSet, match: ClaimRule['match']): boolean {
  return [...match].every(([path, patterns]) => {
    const texts = claimTexts(claims, path);
    return patterns.some((pattern) => texts.some((text) => isLike(text, pattern)));
  });
}

/** `*` stands for any characters. */
function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

async function keysOf(provider: Provider): Promise<JWTVerifyGetKey> {
  const { jwks } = provider;
  if (/^https?:/.test(jwks)) {
    const [ca, tokenFile] = [await fileOf(provider.ca), provider.tokenFile];
    return createRemoteJWKSet(new URL(jwks), {
      timeoutDuration: FETCH_MS,
      // A key that nobody knows makes it look again, but not for each token that names one.
      cooldownDuration: 30_000,
      ...(ca === '' && tokenFile === ''
        ? {}
        : { [customFetch]: (url: string) => fetchKeys(url, ca, tokenFile) }),
    });
  }
  try {
    return createLocalJWKSet(JSON.parse(await fileOf(jwks)) as JSONWebKeySet); // It looks itself.
  } catch (error) {
    if (error instanceof NatsxError) throw error;
    const reason = (error as Error).message;
    throw new NatsxError('ERR_JWKS', `${jwks} is no set of keys: ${reason}`, { cause: error });
  }
}

async function fileOf(path: string): Promise<string> {
  if (path === '') return '';
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new NatsxError('ERR_JWKS', fileErrorText('open', path, error), { cause: error });
  }
}

/** As a cluster wants it: by its own authority, and with the token of a pod, which changes by the hour. */
async function fetchKeys(url: string, ca: string, tokenFile: string): Promise<Response> {
  const token = (await fileOf(tokenFile)).trim();
  return new Promise((resolve, reject) => {
    const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
    const options = { headers, timeout: FETCH_MS, ...(ca === '' ? {} : { ca }) };
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if ((size += chunk.length) > MOST_BYTES) sent.destroy(new Error('the answer is too large'));
      });
      response.on('end', () => {
        const status = response.statusCode ?? 500;
        resolve(new Response(Buffer.concat(chunks), { status }));
      });
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', reject).end();
  });
}
