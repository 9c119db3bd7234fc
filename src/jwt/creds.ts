/** Files that hold a user's JWT and seed. Reading them is nkeys' (parseDecoratedJwt, parseDecoratedUserNkey). */
import { fromSeed } from '../nkeys/create.ts';
import { decorateJwt, decorateSeed } from '../nkeys/creds.ts';
import { decode } from './codec.ts';
import { JwtError } from './errors.ts';
import { quoteText } from './validation.ts';

/** A token dressed for a file, under a line that says of what type it is. */
export function decorateToken(token: string): string {
  return decorateJwt(typeOf(token), token);
}

/** The text of a creds file, with which a user connects; throws unless `seed` is the seed of the user in `token`. */
export function formatCreds(token: string, seed: string | Uint8Array): string {
  const claims = decode(token);
  if (claims.type !== 'user') {
    throw refused(`${quoteText(typeOf(token))} cannot be serialized as a user config`);
  }
  const text = (typeof seed === 'string' ? seed : Buffer.from(seed).toString()).trim();
  if (!text.startsWith('SU')) throw refused('nkey seed is not an user seed');
  const pair = fromSeed(text);
  try {
    if (pair.publicKey !== claims.sub) throw refused('nkey seed does not match the jwt subject');
  } finally {
    pair.wipe();
  }
  return decorateJwt(claims.type, token) + decorateSeed(text);
}

/** The type as the token calls it; `generic` for those that are none of NATS'. */
function typeOf(token: string): string {
  return decode(token).type;
}

function refused(complaint: string): JwtError {
  return new JwtError('ERR_JWT_CREDS', complaint);
}
