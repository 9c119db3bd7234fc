/** Clusters had JWTs once. They can still be read; nothing uses them, and nothing writes them. */
import type { TypedClaims } from '../claims.ts';
import { list, text, type Fields } from '../fields.ts';

export interface Cluster {
  /** Operators that are trusted. */
  readonly identity: readonly string[];
  /** Accounts that may connect. */
  readonly accts: readonly string[];
  readonly accturl: string;
  readonly opurl: string;
}

/** Signed by an operator or by the cluster itself. */
export type ClusterClaims = TypedClaims<'cluster', Cluster>;

export const CLUSTER_FIELDS: Fields<Cluster> = {
  identity: list(text),
  accts: list(text),
  accturl: text,
  opurl: text,
};
