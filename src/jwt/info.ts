/** What people read about an account or an export. */
import { text } from './fields.ts';
import { parseUrl } from './urls.ts';
import type { Issues } from './validation.ts';

/** The most bytes a description or its URL may have. */
const MAX_INFO_BYTES = 8 * 1024;

export interface Info {
  /** At most 8192 bytes. */
  readonly description: string;
  /** A URL with scheme and host, at most 8192 bytes. */
  readonly info_url: string;
}

export const INFO = { description: text, info_url: text };

export function validateInfo({ description, info_url: url }: Info, issues: Issues): void {
  if (Buffer.byteLength(description) > MAX_INFO_BYTES) issues.error('Description is too long');
  if (url === '') return;
  if (Buffer.byteLength(url) > MAX_INFO_BYTES) issues.error('Info URL is too long');
  const parsed = parseUrl(url);
  const complaint =
    'complaint' in parsed
      ? parsed.complaint
      : parsed.host === '' || parsed.scheme === ''
        ? 'no hostname or scheme'
        : undefined;
  if (complaint !== undefined) issues.error(`error parsing info url: ${complaint}`);
}
