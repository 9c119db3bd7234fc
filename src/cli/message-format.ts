/** How a received message is shown: as the line of the Go tools, as its payload alone, or as JSON. */
import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import { logPrefix } from './log-prefix.ts';
import type { GoFlagTable, GoFlagValues } from './go-flags.ts';

export const outputFlags = {
  raw: { type: 'boolean', description: 'Print the payload alone, byte for byte' },
  json: {
    type: 'boolean',
    description: 'Print each message as a line of JSON: subject, reply, headers, data',
  },
} as const satisfies GoFlagTable;

/** Turns messages into the bytes to print; `before` is what stands before the payload in a line of text. */
export type MessageFormat = (message: Msg, before: string, time?: Date) => Uint8Array | string;

export function messageFormat(flags: GoFlagValues<typeof outputFlags>): MessageFormat {
  if (flags.raw) return (message) => message.data;
  return flags.json ? asJson : asText;
}

/** `[#1] Received on [subject]: 'payload'`, the payload's bytes as they came, then a line for each header. */
function asText(message: Msg, before: string, time?: Date): Uint8Array {
  const prefix = time === undefined ? '' : logPrefix(time);
  const headers = headerEntries(message.headers).flatMap(([key, values]) =>
    values.map((value) => `    ${key}: ${value}\n`),
  );
  const after = `'\n${headers.join('')}`;
  return Buffer.concat([Buffer.from(`${prefix}${before}'`), message.data, Buffer.from(after)]);
}

/** A payload that is no UTF-8 comes in base64, marked by `"encoding":"base64"`. */
function asJson(message: Msg, _before: string, time?: Date): string {
  const headers = headerEntries(message.headers);
  const json = {
    ...(time === undefined ? {} : { time: time.toISOString() }),
    subject: message.subject,
    ...(message.reply === undefined || message.reply === '' ? {} : { reply: message.reply }),
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    ...dataOf(message.data),
  };
  return `${JSON.stringify(json)}\n`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function dataOf(data: Uint8Array): { data: string; encoding?: 'base64' } {
  try {
    return { data: utf8.decode(data) };
  } catch {
    return { data: Buffer.from(data).toString('base64'), encoding: 'base64' };
  }
}

function headerEntries(headers: MsgHdrs | undefined): [string, string[]][] {
  return headers === undefined ? [] : [...headers];
}
