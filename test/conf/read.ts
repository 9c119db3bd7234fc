import { ConfError } from '../../src/conf/conf-error.ts';
import { parseConf } from '../../src/conf/parser.ts';
import type { ConfMap, ConfValue } from '../../src/conf/value.ts';

interface Around {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Reads a text called `main.conf`, with these files and variables around it. */
export function read(text: string, { files = {}, env = {} }: Around = {}): ConfMap {
  const readFile = (path: string): string => {
    const content = files[path];
    if (content !== undefined) return content;
    throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT', errno: -2 });
  };
  return parseConf(text, 'main.conf', { readFile, env });
}

/** The problems of a text, a line each; fails if it has none. */
export function problemsOf(text: string, around: Around = {}): string[] {
  try {
    read(text, around);
  } catch (error) {
    if (error instanceof ConfError) return error.message.split('\n');
    throw error;
  }
  throw new Error(`no problem was found in ${JSON.stringify(text)}`);
}

/** What was read, as plain values: maps as objects, without prototypes. */
export function objectOf(value: ConfValue): unknown {
  if (value.type === 'array') return value.items.map(objectOf);
  if (value.type !== 'map') return value.value;
  const object = Object.create(null) as Record<string, unknown>;
  for (const { key, value: inner } of value.entries.values()) object[key] = objectOf(inner);
  return object;
}

/** The value of `x` in `x: text`. */
export function valueOf(text: string): unknown {
  return objectOf(read(`x: ${text}\n`).entries.get('x')!.value);
}
