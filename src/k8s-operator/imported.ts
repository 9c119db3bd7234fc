import type { HelmValues } from './helm-values.ts';
import type { Manifest } from './kubernetes.ts';

/** What an import gives. */
export interface Imported {
  /** The NatsCluster, and Secrets that it names. */
  readonly manifests: readonly Manifest[];
  readonly differences: readonly Difference[];
}

/** Something that is not as it was. */
export interface Difference {
  /** The field or value that it is about. */
  readonly path: string;
  readonly text: string;
  /** Whether nobody can use what came out until somebody has seen to it. */
  readonly isToDo?: true;
}

/** What values of the Helm chart become, while they are read. */
export interface HelmImport {
  readonly values: HelmValues;
  /** The chart's name of everything. */
  readonly name: string;
  readonly namespace: string | undefined;
  readonly secrets: Manifest[];
  readonly differences: Difference[];
}
