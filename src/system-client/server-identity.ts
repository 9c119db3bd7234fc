/** Who has answered: the `server` of every message of a system account (nats-server events.go, ServerInfo). */
export interface ServerIdentity {
  readonly name: string;
  /** Where its clients connect to. */
  readonly host: string;
  /** Its public nkey. */
  readonly id: string;
  readonly cluster?: string | undefined;
  readonly domain?: string | undefined;
  readonly ver: string;
  readonly tags?: readonly string[] | undefined;
  readonly jetstream?: boolean | undefined;
  readonly seq?: number | undefined;
  /** When it answered, by its own clock; RFC 3339 with nanoseconds. */
  readonly time: string;
}
