import { goTime } from '../monitor/go-text.ts';

/** What the events for others than servers begin with, too: nats-server's TypedEvent. */
export interface TypedEvent {
  readonly type: string;
  readonly id: string;
  readonly timestamp: string;
}

type EventType = 'client_connect' | 'client_disconnect' | 'account_connections';

/** The beginning of an event of now. */
export function typedEvent(type: EventType, id: string, nowMs: number): TypedEvent {
  return {
    type: `io.nats.server.advisory.v1.${type}`,
    id,
    timestamp: goTime(nowMs),
  };
}
