import { createHash } from 'node:crypto';
import type { ConfMap, ConfValue } from './value.ts';

/**
 * What a configuration says, as a digest: `sha256:<hex>`, equal to what nats-server prints for `-t` and shows as
 * `config_digest` in /varz. Comments, order and way of writing do not count; what variables and includes bring does.
 * It is over the text that Go's json.Encoder makes of the map (nats-server conf/parse.go, configDigest).
 */
export function confDigest(map: ConfMap): string {
  const hash = createHash('sha256').update(`${goJson(map)}\n`);
  return `sha256:${hash.digest('hex')}`;
}

function goJson(value: ConfValue): string {
  switch (value.type) {
    case 'string':
      return goString(value.value);
    case 'integer':
    case 'boolean':
      return String(value.value);
    case 'float':
      // Go and JavaScript write the same digits and exponents; but Go keeps the sign of zero.
      return Object.is(value.value, -0) ? '-0' : String(value.value);
    case 'datetime':
      return `"${value.value.toISOString().replace('.000', '')}"`;
    case 'array':
      return `[${value.items.map(goJson).join(',')}]`;
    case 'map':
      return `{${sortedKeys(value)
        .map((key) => `${goString(key)}:${goJson(value.entries.get(key)!.value)}`)
        .join(',')}}`;
  }
}

/** Go sorts keys by their bytes, JavaScript by UTF-16, which puts 😀 before a fullwidth letter. */
function sortedKeys({ entries }: ConfMap): string[] {
  const keys = [...entries.keys()];
  return keys.some((key) => /[\ud800-\udfff]/.test(key))
    ? keys.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    : keys.sort();
}

/** Beyond what JSON demands, Go escapes what could end a script in HTML or JavaScript. */
function goString(text: string): string {
  const json = JSON.stringify(text);
  if (!/[<>&\u2028\u2029]/.test(json)) return json;
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
