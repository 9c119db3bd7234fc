// How the matrix is asked for: by `npm run test:matrix` with flags, which run.ts turns into variables for the tests.
import { newSeed } from '../support/random.ts';
import type { EngineName } from '../support/engines.ts';
import { everyEngine, everyKind, everySize, type Kind, type PlanOptions } from './plan.ts';

/** Without a variable it is a sample, as `npm test` wants. */
export function optionsFrom(
  environment: Readonly<Record<string, string | undefined>>,
): PlanOptions {
  return {
    seed: newSeed(),
    isWhole: environment['MATRIX'] === 'whole',
    sizes: listOf(environment['MATRIX_SIZES'])?.map(sizeOf) ?? everySize,
    engines: listOf(environment['MATRIX_ENGINES'])?.map(engineOf) ?? everyEngine,
    kinds: listOf(environment['MATRIX_KINDS'])?.map(kindOf) ?? everyKind,
  };
}

function listOf(text: string | undefined): string[] | undefined {
  return text === undefined || text === '' ? undefined : text.split(',');
}

function sizeOf(text: string): number {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 2 && size <= 9) return size;
  throw new Error(`a cluster of "${text}" servers: give sizes from 2 to 9, as --sizes 2,3`);
}

function engineOf(text: string): EngineName {
  const name = everyEngine.find((one) => one === text);
  if (name !== undefined) return name;
  throw new Error(`no engine is called "${text}"; there are: ${everyEngine.join(', ')}`);
}

function kindOf(text: string): Kind {
  const kind = everyKind.find((one) => one === text);
  if (kind !== undefined) return kind;
  throw new Error(`no deployments are called "${text}"; there are: ${everyKind.join(', ')}`);
}
