import type { Msg } from '@nats-io/transport-node';
import { quotePayload } from '../payload.ts';
import type { NscSurroundings } from './surroundings.ts';

/** Writes messages as they come: as Go's nsc words them, or each as a line of JSON. */
export function messageWriter(
  { stdout }: NscSurroundings,
  isJson: boolean,
): (message: Msg, number: number) => Promise<void> {
  if (!isJson) {
    return (message, number) =>
      stdout.write(quotePayload(`[#${number}] received on [${message.subject}]: `, message.data));
  }
  return ({ subject, reply = '', data }, number) => {
    const text = Buffer.from(data).toString();
    // What is no text is told by its bytes.
    const payload = Buffer.from(text).equals(data)
      ? { payload: text }
      : { payload_base64: Buffer.from(data).toString('base64') };
    const answer = reply === '' ? {} : { reply };
    return stdout.write(`${JSON.stringify({ number, subject, ...answer, ...payload })}\n`);
  };
}
