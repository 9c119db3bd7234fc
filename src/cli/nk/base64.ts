/** Base64 as Go's decoders read it. Buffer's own decoder skips what it does not know, so it can't tell a wrong text. */
import { NatsxError } from '../../base/errors.ts';

const NOT_BASE64URL = /[^A-Za-z0-9_-]/;

/** RawURLEncoding: no padding, line ends are skipped, the error names the first wrong byte. */
export function decodeRawUrlBase64(contents: Uint8Array): Buffer {
  const text = Buffer.from(contents).toString('latin1');
  const wrong = text.replace(/[\r\n]/g, 'A').search(NOT_BASE64URL);
  const letters = text.replace(/[\r\n]/g, '');
  // Four letters make three bytes; one letter alone makes none. Go reports the byte before the end then.
  const at = wrong >= 0 ? wrong : letters.length % 4 === 1 ? text.length - 1 : -1;
  if (at >= 0) throw new NatsxError('ERR_BASE64', `illegal base64 data at input byte ${at}`);
  return Buffer.from(letters, 'base64url');
}
