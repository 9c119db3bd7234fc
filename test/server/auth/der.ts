// Certificates as far as their names are concerned: nobody signed them.

/** The names that a certificate is to have; the subject's attributes by their numbers, joined ones in one list. */
export interface Names {
  readonly emails?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly uris?: readonly string[];
  readonly subject?: readonly (readonly (readonly [oid: string, value: string | Buffer])[])[];
}

export function certificate({ emails, dnsNames, uris, subject = [] }: Names, version = 3): Buffer {
  const relative = subject.map((attributes) =>
    element(
      0x31,
      ...attributes.map(([oid, value]) =>
        element(0x30, objectIdentifier(oid), Buffer.isBuffer(value) ? value : element(0x0c, value)),
      ),
    ),
  );
  const names = [
    ...(emails ?? []).map((name) => element(0x81, name)),
    ...(dnsNames ?? []).map((name) => element(0x82, name)),
    ...(uris ?? []).map((name) => element(0x86, name)),
  ];
  const constraints = element(
    0x30,
    objectIdentifier('2.5.29.19'),
    element(0x01, Buffer.from([255])),
    element(0x04, element(0x30)),
  );
  const alternative = element(
    0x30,
    objectIdentifier('2.5.29.17'),
    element(0x04, element(0x30, ...names)),
  );
  const extensions = names.length === 0 ? [constraints] : [constraints, alternative];
  const signed = element(
    0x30,
    ...(version === 1 ? [] : [element(0xa0, element(0x02, Buffer.from([version - 1])))]),
    element(0x02, Buffer.from([1])), // serial number
    element(0x30), // signature algorithm
    element(0x30, element(0x31)), // issuer
    element(0x30), // validity
    element(0x30, ...relative),
    element(0x30), // public key
    ...(version === 1 ? [] : [element(0xa3, element(0x30, ...extensions))]),
  );
  return element(0x30, signed, element(0x30), element(0x03, Buffer.from([0])));
}

export function element(tag: number, ...content: readonly (Buffer | string)[]): Buffer {
  const value = Buffer.concat(content.map((part) => Buffer.from(part as string)));
  if (value.length < 0x80) return Buffer.concat([Buffer.from([tag, value.length]), value]);
  const length = Buffer.alloc(3, 0x82);
  length.writeUInt16BE(value.length, 1);
  return Buffer.concat([Buffer.from([tag]), length, value]);
}

function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((number) => {
    const digits = [number & 0x7f];
    for (let left = number >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return element(0x06, Buffer.from(bytes));
}
