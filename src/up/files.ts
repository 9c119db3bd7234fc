/** Writes what the servers of a deployment read. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { NatsxError } from '../base/errors.ts';
import { fileErrorText } from '../base/system-error.ts';
import { writeKeyFile } from '../nkeys/index.ts';
import type { Identities } from './identities.ts';
import type { Layout } from './layout.ts';
import type { Place } from './place.ts';
import { serverConf } from './server-conf.ts';

/** A configuration for each server, anew each time; what the servers keep stays. */
export async function writeConfigurations(
  place: Place,
  layout: Layout,
  identities: Identities,
): Promise<void> {
  const linkPassword = await linkPasswordOf(place);
  for (const server of layout.servers) {
    const folder = place.server(server.name);
    const settings = { identities, linkPassword, jwtFolder: folder.jwt, logFile: folder.log };
    await orFileError(folder.path, async () => {
      await mkdir(folder.path, { recursive: true, mode: 0o700 });
      await writeKeyFile(folder.conf, serverConf(layout, server, settings), { overwrite: true });
    });
  }
}

/** Made once; one that is not whole is made again. */
export async function linkPasswordOf({ linkPassword: path }: Place): Promise<string> {
  const before = await readText(path);
  if (before !== undefined && /^[\da-f]{32}$/.test(before)) return before;
  const password = randomBytes(16).toString('hex');
  await orFileError(path, () => writeKeyFile(path, password, { overwrite: true }));
  return password;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new NatsxError('ERR_FILE', fileErrorText('open', path, error), { cause: error });
  }
}

async function orFileError(path: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (cause) {
    throw new NatsxError('ERR_FILE', fileErrorText('write', path, cause), { cause });
  }
}
