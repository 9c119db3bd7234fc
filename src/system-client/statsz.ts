/** What a server says of itself when it is pinged (nats-server events.go, ServerStats). */
export interface Statsz {
  /** When it was started; RFC 3339. */
  readonly start: string;
  /** Resident memory in bytes. */
  readonly mem: number;
  readonly cores: number;
  /** Percent of one core. */
  readonly cpu: number;
  readonly connections: number;
  readonly total_connections: number;
  readonly active_accounts: number;
  readonly subscriptions: number;
  readonly sent: Traffic;
  readonly received: Traffic;
  readonly slow_consumers: number;
  readonly routes?: readonly { readonly name?: string }[] | undefined;
  readonly gateways?:
    readonly { readonly name?: string; readonly inbound_connections?: number }[] | undefined;
  /** Servers that it has heard of lately, itself among them. */
  readonly active_servers?: number | undefined;
  readonly jetstream?: object | undefined;
}

interface Traffic {
  readonly msgs: number;
  readonly bytes: number;
}
