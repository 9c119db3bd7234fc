/**
 * Sends an answer piece by piece, no faster than it is taken and no longer at a time than a slice. A reader that takes
 * it slowly costs the list of what is still to be described, never its text.
 */
import type { ServerResponse } from 'node:http';
import type { Slices } from './slices.ts';

/** What a request is answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Iterable<string>;
}

/** Pieces are gathered to as many characters before they are written. */
const GATHERED = 16 * 1024;
/** How long a whole answer may take. */
const LONGEST_MS = 120_000;

/** Sends what `make` answers; without its body if `isHead`. Settles when it is out, or the peer gone. */
export async function send(
  response: ServerResponse,
  make: () => Answer,
  slices: Slices,
  isHead: boolean,
): Promise<void> {
  const deadline = setTimeout(() => response.destroy(), LONGEST_MS).unref();
  response.once('close', () => clearTimeout(deadline));
  response.on('error', () => undefined); // The peer is gone; 'close' follows.
  const isGone = (): boolean => response.destroyed;
  let isOver = await slices.begin();
  if (isGone()) return;
  const { status, headers, body } = make();
  let text = '';
  for (const piece of body) {
    text += piece;
    if (text.length >= GATHERED) {
      if (!response.headersSent) response.writeHead(status, headers);
      if (isHead) break;
      const isTaken = response.write(text);
      text = '';
      if (!isTaken) await drained(response);
    }
    if (isOver()) isOver = await slices.begin();
    if (isGone()) return;
  }
  // As from Go: what is short says its length, what is long comes in chunks.
  const length = { 'Content-Length': String(Buffer.byteLength(text)) };
  if (!response.headersSent) response.writeHead(status, { ...headers, ...length });
  response.end(isHead ? '' : text);
}

/** Waits until more may be written, or the peer is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
