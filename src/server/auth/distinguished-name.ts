/**
 * Names such as `CN=www,OU=web,DC=example,DC=com` (RFC 4514), compared as nats-server compares the subject of a
 * certificate with the name of a user.
 */

/** One attribute; the type is its short name or, in a certificate, its number. */
interface Attribute {
  readonly type: string;
  readonly value: string;
}

/** Mostly one attribute; several were joined by `+`. */
export type RelativeName = readonly Attribute[];

/** The first is the nearest in text, and the farthest in a certificate. */
export type DistinguishedName = readonly RelativeName[];

/** The attributes that a user's name can have (nats-server internal/ldap/dn.go). */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.17': 'POSTALCODE',
  '0.9.2342.19200300.100.1.25': 'DC',
};

/** A certificate's subject as users are named: nearest first, with short names; undefined if one has none. */
export function fromSubject(subject: DistinguishedName): DistinguishedName | undefined {
  const named = subject.filter((relative) => relative.length > 0).toReversed();
  if (named.flat().some(({ type }) => SHORT_NAMES[type] === undefined)) return undefined;
  return named.map((relative) =>
    relative.map(({ type, value }) => ({ type: SHORT_NAMES[type]!, value })),
  );
}

/** The name that `text` spells; undefined if it spells none. */
export function parseName(text: string): DistinguishedName | undefined {
  const names: Attribute[][] = [[]];
  for (const [, escaped = '', end] of text.matchAll(PARTS)) {
    const attribute = parseAttribute(escaped);
    if (attribute === undefined) return undefined;
    names.at(-1)!.push(attribute);
    if (end === ',') names.push([]);
    if (end === '') break;
  }
  return names;
}

/** Up to a comma or a plus that no backslash makes a letter. */
const PARTS = /((?:\\[^]|[^\\,+])*)([,+]|$)/g;

function parseAttribute(escaped: string): Attribute | undefined {
  const [, type, value] = /^ *([^=\\]*?) *= *([^]*)$/.exec(escaped) ?? [];
  // A value after `#` is DER in hexadecimal digits, which nobody writes.
  if (type === undefined || value === undefined || type === '' || value.startsWith('#')) return;
  const bytes: number[] = [];
  let end = 0;
  for (const [part, special, hex] of value.matchAll(LETTERS)) {
    if (part === '\\') return undefined;
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else bytes.push(...Buffer.from(special ?? part));
    // Blanks at the end count only with a backslash.
    if (part !== ' ') end = bytes.length;
  }
  return { type, value: Buffer.from(bytes.slice(0, end)).toString('utf8') };
}

/** A letter, one behind a backslash, or a byte in hexadecimal digits; a backslash alone is none of them. */
const LETTERS = /\\(?:([ "#+,;<=>\\])|([\da-f]{2}))|[^]/giu;

/** Whether both have the same parts in the same order. */
export function isSameName(one: DistinguishedName, other: DistinguishedName): boolean {
  return one.length === other.length && one.every((part, at) => isSamePart(part, other[at]!));
}

/** Whether both have the same parts, in whatever order. */
export function hasSameParts(one: DistinguishedName, other: DistinguishedName): boolean {
  if (one.length !== other.length) return false;
  const left = [...other];
  return one.every((part) => {
    const at = left.findIndex((each) => isSamePart(part, each));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function isSamePart(one: RelativeName, other: RelativeName): boolean {
  const has = (part: RelativeName, { type, value }: Attribute): boolean =>
    part.some((each) => each.value === value && each.type.toUpperCase() === type.toUpperCase());
  return (
    one.length === other.length &&
    one.every((attribute) => has(other, attribute)) &&
    other.every((attribute) => has(one, attribute))
  );
}

/** The order in which Go's crypto/x509/pkix writes the attributes that it knows; all others are left out. */
const GO_ORDER = [
  '2.5.4.5',
  '2.5.4.3',
  '2.5.4.17',
  '2.5.4.9',
  '2.5.4.8',
  '2.5.4.7',
  '2.5.4.11',
  '2.5.4.10',
  '2.5.4.6',
];
/** Those of which Go keeps the last one only. */
const SINGLE = new Set(['2.5.4.3', '2.5.4.5']);

/** The subject as Go writes it, `CN=…,OU=…+OU=…,O=…`, which older configurations have. */
export function goText(subject: DistinguishedName): string {
  const attributes = subject.flat();
  return GO_ORDER.map((type) => {
    const values = attributes.filter((each) => each.type === type).map(({ value }) => value);
    const shown = SINGLE.has(type) ? values.slice(-1).filter((value) => value !== '') : values;
    return shown.map((value) => `${SHORT_NAMES[type]!}=${escape(value)}`).join('+');
  })
    .filter((part) => part !== '')
    .join(',');
}

/** `DC=…,DC=…` in the order of the certificate; empty without domain components. */
export function domainText(subject: DistinguishedName): string {
  const components = subject.flat().filter(({ type }) => SHORT_NAMES[type] === 'DC');
  return components.map(({ value }) => `DC=${value}`).join(',');
}

function escape(value: string): string {
  return value.replace(/[,+"\\<>;]|^[ #]| $/g, (special) => `\\${special}`);
}
