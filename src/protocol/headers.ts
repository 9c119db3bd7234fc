/** Header blocks of messages: `NATS/1.0`, lines, and an empty line (ADR-4). Text here is bytes, one a character. */
import type { Message } from './message.ts';

const FIRST_LINE = 'NATS/1.0\r\n';
const LINE_END = '\r\n';
/** Bytes of a block in which nothing is said. */
const EMPTY_SIZE = FIRST_LINE.length + LINE_END.length;

/** A copy of `message` that has a header of this name, after its others and in place of any of the same name. */
export function withHeader(message: Message, name: string, value: string): Message {
  const { frame, headerSize } = message;
  const hasBlock = headerSize > LINE_END.length;
  const begin = hasBlock ? linesWithout(message, name) : FIRST_LINE;
  const block = `${begin}${name}: ${value}${LINE_END}${LINE_END}`;
  const rest = hasBlock ? frame.subarray(headerSize) : frame;
  const own = Buffer.allocUnsafe(block.length + rest.length);
  own.write(block, 0, 'latin1');
  own.set(rest, block.length);
  const size = own.length - LINE_END.length;
  return {
    subject: message.subject,
    reply: message.reply,
    headerSize: block.length,
    size,
    sizes: `${block.length} ${size}`,
    frame: own,
    ownsFrame: true,
  };
}

/** The block without its empty line and without headers called `name`, as written: case counts (nats-server, setHeader). */
function linesWithout({ frame, headerSize }: Message, name: string): string {
  let lines = textOf(frame, headerSize - LINE_END.length);
  const start = `${LINE_END}${name}:`;
  for (;;) {
    const at = lines.indexOf(start);
    if (at < 0) return lines;
    const end = lines.indexOf(LINE_END, at + start.length);
    if (end < 0) return lines;
    lines = lines.slice(0, at) + lines.slice(end);
    if (lines.length <= EMPTY_SIZE) return FIRST_LINE;
  }
}

/** The values of each header by its name in Go's canonical form. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/**
 * The headers of `message`; none where there is no block, or one that can't be read (Go, textproto.ReadMIMEHeader).
 */
export function headersOf({ frame, headerSize }: Message): Headers {
  const headers = new Map<string, string[]>();
  if (headerSize === 0) return headers;
  const [, ...lines] = textOf(frame, headerSize).split(/\r?\n/);
  for (const line of joinContinued(lines)) {
    if (line === '') return headers;
    const colon = line.indexOf(':');
    const name = canonicalName(line.slice(0, colon));
    if (colon <= 0 || name === undefined) return NONE;
    const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [value]);
    else values.push(value);
  }
  // The empty line is missing.
  return NONE;
}

const NONE: Headers = new Map();

/** A line that begins with a blank goes on with the one before. */
function joinContinued(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    if (joined.length > 0 && joined.at(-1) !== '' && /^[ \t]/.test(line)) {
      joined.push(`${joined.pop()!.trimEnd()} ${line.trim()}`);
    } else joined.push(line);
  }
  return joined;
}

/** `X-B3-Traceid`: letters after dashes are large, all others small. Undefined for what is no name. */
function canonicalName(name: string): string | undefined {
  if (name.includes(' ')) return undefined;
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return name;
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

function textOf(frame: Uint8Array, size: number): string {
  return Buffer.from(frame.buffer, frame.byteOffset, size).toString('latin1');
}
