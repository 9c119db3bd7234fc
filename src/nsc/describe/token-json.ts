/** A token's body as JSON, and single values of it. */
import { NscError } from '../errors.ts';

/** The body of a token, sorted by name as Go's nsc prints it. */
export function bodyOf(token: string): unknown {
  const [, body, signature] = token.split('.');
  if (body === undefined || signature === undefined) {
    throw new NscError('ERR_NSC_INPUT', 'data is not a jwt');
  }
  return sorted(JSON.parse(Buffer.from(body, 'base64url').toString()));
}

/** The value at a path like `nats.limits.conn` or `nats.signing_keys[0]`. */
export function fieldOf(json: unknown, path: string): unknown {
  let value = json;
  for (const step of stepsOf(path)) {
    const parent = value as Readonly<Record<string, unknown>> | null;
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, step)) {
      throw new NscError('ERR_NSC_NOT_FOUND', `there is no field "${path}"`, {
        suggestions: ['--json shows all fields; those that are zero are not in a JWT'],
      });
    }
    value = parent[step];
  }
  return value;
}

function stepsOf(path: string): string[] {
  return path
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((step) => step !== '');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]));
}
