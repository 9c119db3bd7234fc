/**
 * Text of configurations and JSON as the wire has it: one character a byte of UTF-8. Subjects in a server are such strings.
 */
export function byteString(text: string): string {
  return Buffer.from(text).toString('latin1');
}
