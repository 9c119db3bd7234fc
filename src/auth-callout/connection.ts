import type { ConnectionSettings } from '../nats-client/connect.ts';
import type { ConnectionRules } from './rules.ts';

/** How a service connects; it never gives up, since nobody can log in without it. */
export function connectionOf(nats: ConnectionRules): ConnectionSettings {
  return {
    servers: nats.servers === '' ? 'nats://127.0.0.1:4222' : nats.servers,
    name: 'natsx auth-callout',
    credentialsFile: given(nats.creds),
    seedFile: given(nats.nkey),
    user: given(nats.user),
    password: given(nats.password),
    tls: { certificate: given(nats.cert), key: given(nats.key), authority: given(nats.ca) },
    timeoutMs: 5_000,
    reconnects: -1,
  };
}

function given(text: string): string | undefined {
  return text === '' ? undefined : text;
}
