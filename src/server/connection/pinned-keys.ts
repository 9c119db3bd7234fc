/** Pinned certificates: by their keys, so that a certificate may be renewed. */
import { createHash, type X509Certificate } from 'node:crypto';

/** Whether a peer shows one of `pinnedKeys` (hex sha256 of their SPKI). If there are none, any will do. */
export function isPinned(
  certificate: X509Certificate | undefined,
  pinnedKeys: ReadonlySet<string>,
): boolean {
  if (pinnedKeys.size === 0) return true;
  return certificate !== undefined && pinnedKeys.has(keyDigest(certificate));
}

function keyDigest({ publicKey }: X509Certificate): string {
  const key = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('hex');
}
