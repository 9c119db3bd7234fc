/**
 * The names in a client's certificate, read from its bytes (X.509 in DER, RFC 5280): Node shows alternative names and
 * subject as text, in which a name can be made to look like two.
 */
import type { DistinguishedName, RelativeName } from './distinguished-name.ts';

export interface CertificateNames {
  readonly emails: readonly string[];
  readonly dnsNames: readonly string[];
  readonly uris: readonly string[];
  /** In the order of the certificate. */
  readonly subject: DistinguishedName;
}

/** The names in the certificate `der`; undefined if it can't be read. */
export function certificateNames(der: Uint8Array): CertificateNames | undefined {
  try {
    return namesOf(der);
  } catch (error) {
    if (error instanceof Truncated) return undefined;
    throw error;
  }
}

const SUBJECT_ALT_NAME = '2.5.29.17';

const TAG = {
  boolean: 0x01,
  objectIdentifier: 0x06,
  universalString: 0x1c,
  bmpString: 0x1e,
  version: 0xa0,
  extensions: 0xa3,
} as const;

/** The forms of a GeneralName that can be a user. */
const GENERAL_NAME = { email: 0x81, dns: 0x82, uri: 0x86 } as const;

function namesOf(der: Uint8Array): CertificateNames {
  const [certificate] = elements(Buffer.from(der.buffer, der.byteOffset, der.length));
  const fields = elements(at(elements(at([certificate], 0).value), 0).value);
  // Certificates of version 1 don't say so.
  const first = fields[0]?.tag === TAG.version ? 1 : 0;
  const subject = elements(at(fields, first + 4).value).map(relativeName);
  const extensions = fields.find(({ tag }) => tag === TAG.extensions);
  const names = extensions === undefined ? [] : alternativeNames(extensions);
  const ofForm = (form: number): string[] =>
    names.filter(({ tag }) => tag === form).map(({ value }) => value.toString('latin1'));
  return {
    emails: ofForm(GENERAL_NAME.email),
    dnsNames: ofForm(GENERAL_NAME.dns),
    uris: ofForm(GENERAL_NAME.uri),
    subject,
  };
}

function relativeName({ value }: Element): RelativeName {
  return elements(value).map((attribute) => {
    const parts = elements(attribute.value);
    return { type: oidText(at(parts, 0).value), value: directoryString(at(parts, 1)) };
  });
}

function alternativeNames(extensions: Element): Element[] {
  for (const extension of elements(at(elements(extensions.value), 0).value)) {
    const parts = elements(extension.value).filter(({ tag }) => tag !== TAG.boolean);
    if (oidText(at(parts, 0).value) !== SUBJECT_ALT_NAME) continue;
    return elements(at(elements(at(parts, 1).value), 0).value);
  }
  return [];
}

function directoryString({ tag, value }: Element): string {
  if (tag !== TAG.bmpString && tag !== TAG.universalString) return value.toString('utf8');
  // Four bytes a letter: nobody writes it, and Go reads none.
  if (tag === TAG.universalString || value.length % 2 !== 0) throw new Truncated();
  return Buffer.from(value).swap16().toString('utf16le');
}

function oidText(bytes: Buffer): string {
  const numbers: number[] = [];
  let number = 0;
  for (const byte of bytes) {
    number = number * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (numbers.length === 0) {
      const first = Math.min(Math.floor(number / 40), 2);
      numbers.push(first, number - first * 40);
    } else numbers.push(number);
    number = 0;
  }
  return numbers.join('.');
}

/** A tag and what it holds. */
interface Element {
  readonly tag: number;
  readonly value: Buffer;
}

/** The bytes end where more was announced, or hold another thing than they should. */
class Truncated extends Error {}

/** What stands one after the other in `bytes`. */
function elements(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let start = 0; start < bytes.length;) {
    let length = bytes[start + 1] ?? 0;
    let from = start + 2;
    if (length > 0x80 && length <= 0x84) {
      const digits = length - 0x80;
      if (from + digits > bytes.length) throw new Truncated();
      length = bytes.readUIntBE(from, digits);
      from += digits;
    } else if (length >= 0x80) throw new Truncated();
    if (from + length > bytes.length) throw new Truncated();
    found.push({ tag: bytes[start]!, value: bytes.subarray(from, from + length) });
    start = from + length;
  }
  return found;
}

function at(found: readonly (Element | undefined)[], index: number): Element {
  const element = found[index];
  if (element === undefined) throw new Truncated();
  return element;
}
