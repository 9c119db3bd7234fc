/** Why a connection ended, in nats-server's words: they stand in its log, in /connz and in disconnect events. */
export type ClosedState =
  | 'Client Closed'
  | 'Write Error'
  | 'Read Error'
  | 'Parse Error'
  | 'Stale Connection'
  | 'Protocol Violation'
  | 'Bad Client Protocol Version'
  | 'Authentication Timeout'
  | 'Authentication Failure'
  | 'Slow Consumer (Pending Bytes)'
  | 'Slow Consumer (Write Deadline)'
  | 'Maximum Connections Exceeded'
  | 'Maximum Message Payload Exceeded'
  | 'Maximum Control Line Exceeded'
  | 'No Responders Requires Headers'
  | 'TLS Handshake Failure'
  | 'Server Shutdown';
