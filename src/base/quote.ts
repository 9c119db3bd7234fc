/**
 * Quotes a byte string (one character per byte) as Go's `%q` does: what is printable UTF-8 stays, the rest is escaped.
 * nats-server quotes subjects so in its errors and its log, and client libraries take them apart again.
 */
export function quote(bytes: string): string {
  let quoted = '"';
  for (let at = 0; at < bytes.length;) {
    const length = runeLength(bytes, at);
    quoted += length === 0 ? byteEscape(bytes.charCodeAt(at)) : rune(bytes.slice(at, at + length));
    at += Math.max(length, 1);
  }
  return `${quoted}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function rune(bytes: string): string {
  const escaped = ESCAPES[bytes];
  if (escaped !== undefined) return escaped;
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  // Go's strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII blank.
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(text)) return bytes;
  const code = text.codePointAt(0)!;
  if (code < 0x80) return byteEscape(code);
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`;
}

function byteEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** Bytes of the UTF-8 character at `at`; 0 if there is none. */
function runeLength(bytes: string, at: number): number {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const piece = Buffer.from(bytes.slice(at, at + length), 'latin1');
  // Where the bytes are no character, U+FFFD takes their place; it may also be the character that was written.
  return piece.length === length && Buffer.from(piece.toString('utf8')).equals(piece) ? length : 0;
}
