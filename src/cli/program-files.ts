/** What the programs of this package are made of: commands, and the catalog of them. */
import type { Catalog } from './catalog/catalog.ts';
import type { CommandFiles } from './command-files.ts';
import { ourCommands } from './our-commands.ts';

export interface ProgramFiles {
  readonly commands: CommandFiles;
  /** All commands with their flags, for those who need it. */
  readonly catalog: () => Promise<Catalog>;
}

export const natsxFiles: ProgramFiles = {
  commands: ourCommands,
  catalog: async () => {
    if (import.meta.url.endsWith('.ts')) {
      return (await import('./catalog/from-sources.ts')).catalogFromSources();
    }
    const { loadCatalog } = await import('./catalog/load.ts');
    return loadCatalog(new URL('../catalog.json', import.meta.url));
  },
};
