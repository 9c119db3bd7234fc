/** What differs between two versions of the same claims, for people who are about to replace one by the other. */
import { claimsToJson } from '../../jwt/codec.ts';
import type { Claims } from '../../jwt/kinds.ts';

/** Lines such as `limits.conn: -1 -> 10`; none if nothing but the time of signing differs. */
export function differences(before: Claims, after: Claims): string[] {
  const [from, to] = [valuesOf(before), valuesOf(after)];
  const paths = Array.from(new Set([...from.keys(), ...to.keys()])).sort();
  return paths
    .filter((path) => from.get(path) !== to.get(path))
    .map((path) => {
      const [old, fresh] = [from.get(path), to.get(path)];
      if (old === undefined) return `${path}: added ${fresh}`;
      return fresh === undefined ? `${path}: removed ${old}` : `${path}: ${old} -> ${fresh}`;
    });
}

/** What stands in every version anew. */
const FRESH = new Set(['iat', 'jti']);

function valuesOf(claims: Claims): Map<string, string> {
  const values = new Map<string, string>();
  const { nats, ...common } = JSON.parse(claimsToJson(claims)) as Record<string, unknown>;
  for (const [key, value] of Object.entries(common)) {
    if (!FRESH.has(key)) collect(key, value, values);
  }
  collect('', nats, values);
  return values;
}

function collect(path: string, value: unknown, values: Map<string, string>): void {
  if (Array.isArray(value)) {
    value.forEach((each, at) => collect(`${path}[${labelOf(each, at)}]`, each, values));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      collect(path === '' ? key : `${path}.${key}`, each, values);
    }
  } else {
    values.set(path, shown(value));
  }
}

/** Elements are known by what they are about, not by their place, which changes when one before them goes. */
function labelOf(element: unknown, at: number): string {
  if (typeof element === 'string') return element;
  const { subject, key, type = '' } = (element ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof subject === 'string') return `${String(type)} ${subject}`.trim();
  return typeof key === 'string' ? key : String(at);
}

/** Tokens are long, and no secret is in them: where they begin and end is enough to tell them apart. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 30)}…${text.slice(-12)}` : text;
}
