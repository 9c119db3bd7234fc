/** Servers had JWTs once. They can still be read; nothing uses them, and nothing writes them. */
import type { TypedClaims } from '../claims.ts';
import { text, type Fields } from '../fields.ts';
import { PERMISSIONS, type Permissions } from '../permissions.ts';
import type { Issues } from '../validation.ts';

export interface ServerIdentity extends Permissions {
  readonly cluster: string;
}

/** Signed by an operator or by the server's cluster. */
export type ServerClaims = TypedClaims<'server', ServerIdentity>;

export const SERVER_FIELDS: Fields<ServerIdentity> = { ...PERMISSIONS, cluster: text };

export function validateServer({ nats }: ServerClaims, issues: Issues): void {
  if (nats.cluster === '') issues.error("servers can't contain an empty cluster");
}
