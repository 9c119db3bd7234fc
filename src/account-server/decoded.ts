/**
 * A JWT for people, as `?decode=true` shows it: header, claims with sorted keys, and signature. Dates stand behind times
 * and what an activation says in place of its token, so that it is no JSON.
 */
import { decodeAs } from '../jwt/codec.ts';
import { JwtError } from '../jwt/errors.ts';

/** The text of a token; throws a SyntaxError for what is none. */
export function decodedText(token: string): string {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const { typ, alg } = parsePart(header) as { typ?: unknown; alg?: unknown };
  const head = JSON.stringify({ typ: typ ?? '', alg: alg ?? '' }, undefined, INDENT);
  return `${head}\n\r\n${claimsText(parsePart(claims))}\n\r\n${signature}`;
}

const INDENT = 4;

function parsePart(part: string): object {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
  if (typeof value !== 'object' || value === null) throw new SyntaxError('no object');
  return value;
}

function claimsText(claims: object): string {
  return JSON.stringify(sorted(claims), undefined, INDENT)
    .replace(/"token": "([^"\\]*)",/g, (_, token: string) => `"token": ${activationText(token)},`)
    .replace(/"(iat|exp)": (\d+),/g, (_, name: string, seconds: string) => {
      return `"${name}": ${seconds} (${dateOf(Number(seconds))}),`;
    });
}

/** Go's maps are written in the order of their keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

function activationText(token: string): string {
  try {
    const { type, nats, ...common } = decodeAs('activation', token);
    const { kind, ...body } = nats;
    const shown = leaveOutEmpty({ ...common, nats: leaveOutEmpty({ ...body, kind, type }) });
    return JSON.stringify(shown, undefined, INDENT).replaceAll('\n', `\n${' '.repeat(16)}`);
  } catch (error) {
    if (!(error instanceof JwtError)) throw error;
    return `<bad token - ${error.message}>`;
  }
}

function leaveOutEmpty(object: object): object {
  const isEmpty = (value: unknown): boolean =>
    value === '' || value === 0 || value === undefined || (Array.isArray(value) && !value.length);
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)));
}

function dateOf(seconds: number): string {
  if (seconds === 0) return '';
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? 'never' : date.toISOString().slice(0, 10);
}
