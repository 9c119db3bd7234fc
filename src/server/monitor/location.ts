/** Which endpoint a request line means, read as Go's ServeMux reads it. */
import { posix } from 'node:path';

/** Where a request goes. */
export type Location =
  | { readonly type: 'path'; readonly path: string; readonly query: string }
  /** The path has detours (`//varz`, `/x/../varz`): the client is sent to the straight one. */
  | { readonly type: 'elsewhere'; readonly location: string }
  | { readonly type: 'invalid' };

/** Reads the target of a request line: a path, or a URL as a proxy gets it. */
export function readTarget(target: string): Location {
  const local = target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  const [, path = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/s.exec(local)!;
  const decoded = decode(path === '' ? '/' : path);
  if (decoded?.startsWith('/') !== true) return { type: 'invalid' };
  const clean = posix.normalize(decoded);
  if (clean === decoded) return { type: 'path', path: clean, query };
  const encoded = clean.split('/').map(encodeURIComponent).join('/');
  const location = query === '' ? encoded : `${encoded}?${query}`;
  return { type: 'elsewhere', location };
}

/** Puts `base`, the option http_base_path, before the path of an endpoint. */
export function underBase(base: string, path: string): string {
  const joined = posix.join('/', base, path);
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined; // Not percent-encoded as it should be.
  }
}
