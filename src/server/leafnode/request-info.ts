import { goJson } from '../../base/go-json.ts';
import { byteString } from '../../base/byte-string.ts';
import { headersOf, withHeader } from '../../protocol/headers.ts';
import type { Message } from '../../protocol/message.ts';

/** By which a service learns who asks. */
const REQUEST_INFO = 'Nats-Request-Info';

/**
 * A request that says that it comes from account `own`, as it is to be said where that is called `theirs`: the services there
 * know the account by no other name (nats-server client.go, checkLeafClientInfoHeader). Any other message as it is.
 */
export function withAccountOf(message: Message, own: string, theirs: string): Message {
  const { frame, headerSize, reply } = message;
  if (headerSize === 0 || reply === '' || theirs === '' || own === theirs) return message;
  const block = Buffer.from(frame.buffer, frame.byteOffset, headerSize);
  if (!block.includes(REQUEST_INFO)) return message;
  const [text] = headersOf(message).get(REQUEST_INFO) ?? [];
  const info = text === undefined ? undefined : readObject(text);
  if (info?.['acc'] !== own) return message;
  return withHeader(message, REQUEST_INFO, byteString(goJson({ ...info, acc: theirs })));
}

/** What clients write there may be anything. */
function readObject(bytes: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes, 'latin1').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined; // Then it is not the server's, and nobody's business here.
  }
}
