/** What a configuration file says, as a program would give it. */
import type { ConfEntry, ConfMap, ConfProblem, Position } from '../../conf/value.ts';
import { readTable } from './block.ts';
import { Source, type Findings } from './kind.ts';
import { serverTable, type GivenServerOptions } from './server-table.ts';
import { userProblems } from './users.ts';

/** What was read, and what is wrong with it. */
export interface ReadOptions {
  readonly given: GivenServerOptions;
  readonly errors: readonly ConfProblem[];
  /** Not wrong, but surely not meant: the server starts, a test of the file fails. */
  readonly warnings: readonly ConfProblem[];
}

/** Reads all that a configuration says; `readFile` gives the certificates and JWTs that it names. */
export function optionsFromConf(map: ConfMap, readFile: (path: string) => string): ReadOptions {
  const errors: ConfProblem[] = [];
  const warnings: ConfProblem[] = [];
  const findings: Findings = {
    error: (position, text) => errors.push({ position, text }),
    warn: (position, text) => warnings.push({ position, text }),
    get errorCount() {
      return errors.length;
    },
    readFile,
  };
  const source = new Source(map, '', map.position, findings);
  // The table's keys are the type's: what it read is of the type.
  const given = readTable(serverTable, source) as GivenServerOptions;
  // Half-read users would be missed where they are named, and the file is refused anyway.
  if (errors.length === 0) {
    for (const { text, path } of userProblems(given)) {
      errors.push({ text, position: positionOf(map, path) });
    }
  }
  return { given, errors, warnings };
}

/** Where the value stands that keys from the outside in lead to, or the last of them that a file has. */
function positionOf(map: ConfMap, path: readonly string[]): Position {
  let position = map.position;
  let inner: ConfMap | undefined = map;
  for (const key of path) {
    // An account's name as it is; the keys of options, none of which has another name here, in any case.
    const isMeant = (entry: ConfEntry): boolean =>
      entry.key === key || entry.key.toLowerCase() === key;
    const entry: ConfEntry | undefined = [...(inner?.entries.values() ?? [])].findLast(isMeant);
    if (entry === undefined) break;
    position = entry.position;
    inner = entry.value.type === 'map' ? entry.value : undefined;
  }
  return position;
}
