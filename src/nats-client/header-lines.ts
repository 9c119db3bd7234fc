import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { NatsxError } from '../base/errors.ts';

/** Message headers from lines such as `Key: value`; a key may come several times, and no line means no headers. */
export function parseHeaderLines(lines: readonly string[]): MsgHdrs | undefined {
  if (lines.length === 0) return undefined;
  const parsed = headers();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw badHeader(line);
    try {
      parsed.append(line.slice(0, colon), line.slice(colon + 1));
    } catch (cause) {
      throw badHeader(line, cause);
    }
  }
  return parsed;
}

function badHeader(line: string, cause?: unknown): NatsxError {
  return new NatsxError('ERR_HEADER', `invalid header ${JSON.stringify(line)}`, {
    cause,
    suggestions: ["write 'Key: value', the key in printable ASCII without spaces"],
  });
}
