// Cuts what a server writes to a client or to another server into protocol frames: a control line, or a control line
// with its payload. Tests need it to tell a PONG from a payload that happens to read "PONG".

/** Where the frame starting at `offset` ends, or `undefined` while bytes of it are missing. */
export function frameEnd(bytes: Buffer, offset: number): number | undefined {
  const lineEnd = bytes.indexOf('\r\n', offset, 'latin1');
  if (lineEnd === -1) return undefined;
  const end = lineEnd + 2;
  const line = bytes.toString('latin1', offset, lineEnd);
  if (!/^[HLR]?MSG /.test(line)) return end;
  const payload = Number(line.slice(line.lastIndexOf(' ') + 1));
  const whole = end + payload + 2;
  return whole <= bytes.length ? whole : undefined;
}

/** The whole frames of `bytes` as latin1 text, one byte a character, and the bytes of the frame not yet complete. */
export function splitFrames(bytes: Buffer): { frames: string[]; rest: Buffer } {
  const frames: string[] = [];
  let offset = 0;
  for (;;) {
    const end = frameEnd(bytes, offset);
    if (end === undefined) return { frames, rest: bytes.subarray(offset) };
    frames.push(bytes.toString('latin1', offset, end));
    offset = end;
  }
}
