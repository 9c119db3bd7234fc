/** The arguments of a control line: blanks separate them, and any run of blanks counts as one. */
import type { Message } from './message.ts';

/** Reads `subject [reply] size` into `message`; returns what is wrong with it, if anything. */
export function readPub(
  line: Buffer,
  start: number,
  stop: number,
  message: Message,
): string | undefined {
  const subjectEnd = endOfWord(line, start, stop);
  const second = startOfWord(line, subjectEnd, stop);
  const secondEnd = endOfWord(line, second, stop);
  const third = startOfWord(line, secondEnd, stop);
  const thirdEnd = endOfWord(line, third, stop);
  if (second === stop || startOfWord(line, thirdEnd, stop) !== stop) {
    return `processPub Parse Error: ${quote(line, start, stop)}`;
  }
  const hasReply = third !== stop;
  const sizeStart = hasReply ? third : second;
  const sizeEnd = hasReply ? thirdEnd : secondEnd;
  const size = readSize(line, sizeStart, sizeEnd);
  if (size < 0) return `processPub Bad or Missing Size: ${quote(line, start, stop)}`;
  message.subject = line.toString('latin1', start, subjectEnd);
  message.reply = hasReply ? line.toString('latin1', second, secondEnd) : '';
  message.headerSize = 0;
  message.size = size;
  message.sizes = line.toString('latin1', sizeStart, sizeEnd);
  return undefined;
}

/** Reads `subject [reply] header-size total-size` into `message`; returns what is wrong with it, if anything. */
export function readHpub(
  line: Buffer,
  start: number,
  stop: number,
  message: Message,
): string | undefined {
  const words = splitArguments(line, start, stop, false);
  if (words.length !== 3 && words.length !== 4) {
    return `processHeaderPub Parse Error: ${quote(line, start, stop)}`;
  }
  const total = words.pop()!;
  const header = words.pop()!;
  const headerSize = sizeOf(header);
  const size = sizeOf(total);
  const wrong = headerComplaint(headerSize, size);
  if (wrong !== undefined) return `processHeaderPub ${wrong}: ${quote(line, start, stop)}`;
  message.subject = words[0]!;
  message.reply = words[1] ?? '';
  message.headerSize = headerSize;
  message.size = size;
  // An empty header block makes an ordinary message.
  message.sizes = headerSize > 0 ? `${header} ${total}` : total;
  return undefined;
}

/** What is wrong with the two sizes of a message with headers, if anything. */
export function headerComplaint(headerSize: number, size: number): string | undefined {
  if (headerSize < 0) return 'Bad or Missing Header Size';
  if (size < 0) return 'Bad or Missing Total Size';
  return headerSize > size ? 'Header Size larger then TotalSize' : undefined;
}

/** The words of a line as byte strings. SUB and UNSUB take CR and LF for blanks, messages do not. */
export function splitArguments(
  line: Buffer,
  start: number,
  stop: number,
  lineEndsAreBlank = true,
): string[] {
  const words: string[] = [];
  let at = start;
  while (at < stop) {
    const begin = at;
    while (at < stop && !isSeparator(line[at]!, lineEndsAreBlank)) at++;
    if (at > begin) words.push(line.toString('latin1', begin, at));
    at++;
  }
  return words;
}

/** A size: one to nine decimal digits, else -1 (nats-server, parseSize). */
export function readSize(line: Buffer, start: number, end: number): number {
  const count = end - start;
  if (count < 1 || count > 9) return -1;
  let size = 0;
  for (let at = start; at < end; at++) {
    const digit = line[at]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    size = size * 10 + digit;
  }
  return size;
}

/** A size in a word of its own: see `readSize`. */
export function sizeOf(word: string): number {
  return /^[0-9]{1,9}$/.test(word) ? Number(word) : -1;
}

function startOfWord(line: Buffer, at: number, stop: number): number {
  while (at < stop && isSeparator(line[at]!, false)) at++;
  return at;
}

function endOfWord(line: Buffer, at: number, stop: number): number {
  while (at < stop && !isSeparator(line[at]!, false)) at++;
  return at;
}

function isSeparator(byte: number, lineEndsAreBlank: boolean): boolean {
  return byte === 0x20 || byte === 0x09 || (lineEndsAreBlank && (byte === 0x0d || byte === 0x0a));
}

function quote(line: Buffer, start: number, stop: number): string {
  return JSON.stringify(line.toString('latin1', start, stop));
}
