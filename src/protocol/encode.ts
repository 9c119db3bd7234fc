/** The lines a server writes, as latin1 text: subjects are byte strings. */

export const PING = 'PING\r\n';
export const PONG = 'PONG\r\n';
export const OK = '+OK\r\n';

export function encodeError(text: string): string {
  return `-ERR '${text}'\r\n`;
}

/** The line of a message for a subscriber, MSG subject sid [reply] size; `sizes` is the size. */
export function encodeMsg(subject: string, sid: string, reply: string, sizes: string): string {
  return reply === ''
    ? `MSG ${subject} ${sid} ${sizes}\r\n`
    : `MSG ${subject} ${sid} ${reply} ${sizes}\r\n`;
}

/** The line of a message with headers; `sizes` is `header-size total-size`. */
export function encodeHmsg(subject: string, sid: string, reply: string, sizes: string): string {
  return `H${encodeMsg(subject, sid, reply, sizes)}`;
}

/** What stands before the reply and the sizes in `encodeMsg`, and behind an H in `encodeHmsg`. */
export function headOfMsg(subject: string, sid: string): string {
  return `MSG ${subject} ${sid} `;
}

/** The whole 503 that a requester gets when nobody hears `subject` (nats-server 2.12: with the subject in it). */
export function encodeNoResponders(reply: string, sid: string, subject: string): string {
  const headers = `NATS/1.0 503\r\nNats-Subject: ${subject}\r\n\r\n`;
  return `${encodeHmsg(reply, sid, '', `${headers.length} ${headers.length}`)}${headers}\r\n`;
}

/** What another server is told of interest: `words` are account, subject, queue group and weight, as far as there are. */
export function encodeInterest(verb: 'RS+' | 'RS-' | 'A-', words: string): string {
  return `${verb} ${words}\r\n`;
}

/**
 * The line of a message for another server: `head` up to the subject, then the reply and the queue groups of which the
 * server is to find members; `sizes` is the size, or header size and total. See routed-arguments.ts.
 */
export function encodeRouted(
  head: string,
  reply: string,
  queues: readonly string[] | undefined,
  sizes: string,
): string {
  if (queues === undefined) {
    return reply === '' ? `${head}${sizes}\r\n` : `${head}${reply} ${sizes}\r\n`;
  }
  const names = queues.join(' ');
  return reply === ''
    ? `${head}| ${names} ${sizes}\r\n`
    : `${head}+ ${reply} ${names} ${sizes}\r\n`;
}
