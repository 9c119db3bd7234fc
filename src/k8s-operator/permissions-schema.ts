/** What users may do, as NatsAccount and NatsUser say it. */
import { choice, flag, integer, list, object, text } from './schema.ts';

const SUBJECT = text(
  'A subject; in permissions to subscribe, a queue group may follow after a blank.',
  'orders.>',
  {
    minLength: 1,
  },
);

const SUBJECTS = object('Subjects; with nothing allowed and nothing denied, all are allowed.', {
  allow: list(SUBJECT, 'What is allowed.'),
  deny: list(SUBJECT, 'What is not, whatever is allowed.'),
});

/** `90s`, `720h`: Go's durations. */
export const GO_DURATION = { pattern: '^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+$' };

export const PERMISSIONS = object('Where one may publish and subscribe.', {
  publish: SUBJECTS,
  subscribe: SUBJECTS,
  responses: object('Publishing to the reply subjects of requests that were received.', {
    max: integer('Messages a request; −1 for no limit, 1 by default.', { minimum: -1 }),
    expires: text('For how long; no limit by default.', '5s', GO_DURATION),
  }),
});

/** −1 is no limit. */
export function limit(of: string): ReturnType<typeof integer> {
  return integer(`${of}; −1, the default, for no limit.`, { minimum: -1, format: 'int64' });
}

export const USER_LIMITS = {
  permissions: PERMISSIONS,
  subscriptions: limit('Subscriptions a connection may have'),
  payload: limit('Bytes of one message'),
  bearer: flag('Whether the JWT alone lets in, without the key of the user.'),
  connectionTypes: list(
    choice('A way to connect.', [
      'STANDARD',
      'WEBSOCKET',
      'LEAFNODE',
      'LEAFNODE_WS',
      'MQTT',
      'MQTT_WS',
      'IN_PROCESS',
    ]),
    'The only ways to connect.',
  ),
  sourceNetworks: list(
    text('A network.', '192.0.2.0/24', { minLength: 1 }),
    'The only networks to connect from.',
  ),
};
