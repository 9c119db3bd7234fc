import type { ClosedState } from '../../protocol/closed-state.ts';

/** Status codes of close frames (RFC 6455, 7.4.1). */
const NORMAL = 1000;
const GOING_AWAY = 1001;
const PROTOCOL_ERROR = 1002;
const POLICY_VIOLATION = 1008;
export const MESSAGE_TOO_BIG = 1009;
const INTERNAL_ERROR = 1011;

/** What a close frame says of a connection that we end (nats-server, wsEnqueueCloseMessage). */
export function closeStatus(reason: ClosedState): number {
  return STATUS[reason] ?? INTERNAL_ERROR;
}

const STATUS: Readonly<Partial<Record<ClosedState, number>>> = {
  'Client Closed': NORMAL,
  'Authentication Timeout': POLICY_VIOLATION,
  'Authentication Failure': POLICY_VIOLATION,
  'Slow Consumer (Pending Bytes)': POLICY_VIOLATION,
  'Slow Consumer (Write Deadline)': POLICY_VIOLATION,
  'Maximum Connections Exceeded': POLICY_VIOLATION,
  'Maximum Control Line Exceeded': POLICY_VIOLATION,
  'Parse Error': PROTOCOL_ERROR,
  'Protocol Violation': PROTOCOL_ERROR,
  'Bad Client Protocol Version': PROTOCOL_ERROR,
  'Maximum Message Payload Exceeded': MESSAGE_TOO_BIG,
  'Write Error': GOING_AWAY,
  'Read Error': GOING_AWAY,
  'Stale Connection': GOING_AWAY,
  'Server Shutdown': GOING_AWAY,
};
