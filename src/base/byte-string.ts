/**
 * Text of configurations and JSON as the wire has it: one character a byte of UTF-8. Subjects in a server are such strings.
 */
export function byteString(text: string): string {
  // Hardly any subject has other letters than these, which are the same bytes.
  return /^[\x20-\x7e]*$/.test(text) ? text : Buffer.from(text).toString('latin1');
}
