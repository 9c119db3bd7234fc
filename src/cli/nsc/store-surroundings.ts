import { existsSync } from 'node:fs';
import { chooseDirectories } from '../../nsc/store/directories.ts';
import type { Surroundings as StoreSurroundings } from '../../nsc/store/workspace.ts';
import type { FlagValues } from './flag-table.ts';
import type { globalFlags } from './shared-flags.ts';
import type { NscSurroundings } from './surroundings.ts';

/** Directories that go before those of the flags. */
export interface Places {
  readonly dataDir?: string | undefined;
  readonly keystoreDir?: string | undefined;
}

/** Where the stores are, by flags and environment. */
export function storeSurroundings(
  flags: Pick<FlagValues<typeof globalFlags>, 'allDirs' | 'configDir' | 'dataDir' | 'keystoreDir'>,
  io: NscSurroundings,
  places: Places = {},
): StoreSurroundings {
  const { env, home, currentDirectory: current } = io;
  const { allDirs } = flags;
  const configDir = allDirs ?? flags.configDir;
  const dataDir = places.dataDir ?? allDirs ?? flags.dataDir;
  const keystoreDir = places.keystoreDir ?? allDirs ?? flags.keystoreDir;
  const given = { configDir, dataDir, keystoreDir };
  return {
    directories: chooseDirectories({ env, home, current, exists: existsSync, ...given }),
    currentDirectoryOnly: env['NSC_CWD_ONLY'] !== undefined,
    ignoresInGit: env['NSC_NO_GIT_IGNORE'] === undefined,
    now: () => io.now(),
  };
}
