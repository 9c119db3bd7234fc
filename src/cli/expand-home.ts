import { homedir } from 'node:os';
import { join } from 'node:path';

/** A path whose leading `~` is the home folder: shells leave it alone in `-creds=~/user.creds`. */
export function expandHome(path: string | undefined): string | undefined {
  if (path !== '~' && path?.startsWith('~/') !== true) return path;
  return join(homedir(), path.slice(1));
}
