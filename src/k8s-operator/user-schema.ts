/** NatsUser, `nats.io/v1alpha1`: a user of a NatsAccount, as creds in a Secret that are renewed before they expire. */
import { CONDITIONS, reference, time } from './kubernetes-schemas.ts';
import { GO_DURATION, limit, USER_LIMITS } from './permissions-schema.ts';
import { integer, list, object, text, type TypeOf } from './schema.ts';

export const USER_SPEC = object(
  'The user that is wanted.',
  {
    accountRef: reference('The NatsAccount that it belongs to.'),
    displayName: text('Its name in the JWT; the name of the resource by default.', 'orders', {
      minLength: 1,
    }),
    signingKey: text(
      'The signing key of the account that issues it, by its name there.',
      'readers',
      {
        minLength: 1,
      },
    ),
    ...USER_LIMITS,
    data: limit('Bytes in all'),
    times: list(
      object(
        'A daily span.',
        {
          start: text('From then on.', '08:00:00', {
            pattern: '^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$',
          }),
          end: text('Until then.', '18:00:00', { pattern: '^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$' }),
        },
        ['start', 'end'],
      ),
      'The only times of the day to connect.',
    ),
    timesLocation: text('The time zone of `times`.', 'Europe/Berlin'),
    tags: list(text('A tag.', 'team:orders'), 'Tags of the JWT.'),
    secretName: text(
      'The Secret for its creds; `<name>-nats-creds` by default.',
      'orders-nats-creds',
      {
        minLength: 1,
      },
    ),
    secretKey: text('The key in it; `user.creds` by default.', 'user.creds', {
      pattern: '^[-._a-zA-Z0-9]+$',
    }),
    expiresAfter: text('How long a JWT is good; for ever by default.', '720h', GO_DURATION),
    renewBefore: text(
      'How long before it expires another takes its place; a third of its life by default.',
      '240h',
      GO_DURATION,
    ),
  },
  ['accountRef'],
);

export const USER_STATUS = object('The user that is there.', {
  publicKey: text('Its public key.', 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4'),
  account: text(
    'The public key of its account.',
    'ADWJVSUSEVC2GHL5GRATN2LOEOQOY2E6Z2VXNU3JEIK6BDGPWNIW3AXF',
  ),
  secretName: text('The Secret with its creds.', 'orders-nats-creds'),
  issuedAt: time('When its JWT was issued.'),
  expiresAt: time('When it expires.'),
  renewAt: time('When another takes its place.'),
  observedGeneration: integer('The generation of the resource that was last looked at.', {
    format: 'int64',
  }),
  conditions: CONDITIONS,
});

export type NatsUserSpec = TypeOf<typeof USER_SPEC>;
export type NatsUserStatus = TypeOf<typeof USER_STATUS>;
