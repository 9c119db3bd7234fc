/** NatsAccount, `nats.io/v1alpha1`: an account whose JWT the operator issues, pushes to servers and keeps so. */
import { CONDITIONS, reference, secretKey, time } from './kubernetes-schemas.ts';
import { GO_DURATION, limit, PERMISSIONS, USER_LIMITS } from './permissions-schema.ts';
import {
  choice,
  flag,
  integer,
  keyedList,
  list,
  map,
  object,
  text,
  type TypeOf,
} from './schema.ts';

const PUBLIC_ACCOUNT_KEY = { pattern: '^A[A-Z2-7]{55}$' };
const PUBLIC_KEY_EXAMPLE = 'ADWJVSUSEVC2GHL5GRATN2LOEOQOY2E6Z2VXNU3JEIK6BDGPWNIW3AXF';

const JETSTREAM_LIMITS = {
  memoryStorage: limit('Bytes of streams in memory'),
  diskStorage: limit('Bytes of streams on disk'),
  streams: limit('Streams'),
  consumers: limit('Consumers'),
  maxAckPending: limit('Messages of a consumer that wait for acknowledgement'),
  memoryMaxStreamBytes: limit('Bytes of one stream in memory'),
  diskMaxStreamBytes: limit('Bytes of one stream on disk'),
  maxBytesRequired: flag('Whether every stream must say how large it may become.'),
};

const JETSTREAM = object('JetStream, which the account does not have without this.', {
  ...JETSTREAM_LIMITS,
  tiers: map(
    object('Limits of a tier.', JETSTREAM_LIMITS),
    'Limits by number of replicas, `R1` or `R3`, instead of all others here.',
  ),
});

const LIMITS = object('What the operator grants to the account.', {
  connections: limit('Connections of clients'),
  leafnodes: limit('Connections of leafnodes'),
  subscriptions: limit('Subscriptions a connection may have'),
  payload: limit('Bytes of one message'),
  data: limit('Bytes in all'),
  imports: limit('Imports'),
  exports: limit('Exports'),
  wildcardExports: flag('Whether exports may have wildcards; they may by default.'),
  disallowBearer: flag('Whether users must have their key.'),
});

const INFO = {
  description: text('For people.', '…', { maxLength: 8192 }),
  infoUrl: text('Where more is said about it.', 'https://example.com'),
};

const SUBJECT = text('A subject.', 'orders.>', { minLength: 1 });

const EXPORT = object(
  'A subject that other accounts may import.',
  {
    name: text('For people.', 'orders'),
    type: choice('Whether others hear it, or ask it.', ['stream', 'service']),
    subject: SUBJECT,
    tokenRequired: flag('Whether importers need an activation of this account.'),
    accountTokenPosition: integer('The token, from 1 on, that must be the key of the importer.', {
      minimum: 1,
    }),
    responseType: choice('How a service answers.', ['Singleton', 'Stream', 'Chunked']),
    responseThreshold: text('When an answer is given up.', '2s', GO_DURATION),
    latency: object(
      'How a service is measured.',
      {
        sampling: text('Percent of the requests, or `headers` for those that ask for it.', '10', {
          pattern: '^([1-9][0-9]?|100|headers)$',
        }),
        results: text('The subject that measurements go to.', 'latency.orders', { minLength: 1 }),
      },
      ['sampling', 'results'],
    ),
    advertise: flag('Whether it may be shown to others.'),
    allowTrace: flag('Whether traces of messages go on into this account.'),
    ...INFO,
  },
  ['type', 'subject'],
);

const IMPORT = object(
  'A subject of another account.',
  {
    name: text('For people.', 'orders'),
    type: choice('Whether it is heard, or asked.', ['stream', 'service']),
    subject: SUBJECT,
    localSubject: text('What it is called in this account.', 'acme.orders', { minLength: 1 }),
    accountRef: reference('The NatsAccount that exports it.'),
    account: text(
      'Its public key, where it is no NatsAccount.',
      PUBLIC_KEY_EXAMPLE,
      PUBLIC_ACCOUNT_KEY,
    ),
    token: secretKey('The activation, where the export wants one.', 'activation.jwt'),
    share: flag('Whether the exporter may learn who asks.'),
    allowTrace: flag('Whether traces of messages go on into this account.'),
  },
  ['type', 'subject'],
);

const SIGNING_KEY = object(
  'A key that issues users of the account.',
  {
    name: text('Its name, for `signingKey` of a NatsUser.', 'readers', {
      pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
      maxLength: 63,
    }),
    role: text('A role: users of this key may what `template` says, and nothing else.', 'reader'),
    template: object('What users of the role may do.', USER_LIMITS),
    description: text('For people.'),
  },
  ['name'],
);

export const ACCOUNT_SPEC = object(
  'The account that is wanted.',
  {
    operatorRef: reference('The NatsOperator that issues it.'),
    displayName: text('Its name in the JWT; the name of the resource by default.', 'ACME', {
      minLength: 1,
    }),
    ...INFO,
    limits: LIMITS,
    jetstream: JETSTREAM,
    exports: list(EXPORT, 'What others may import.'),
    imports: list(IMPORT, 'What it takes from others.'),
    signingKeys: keyedList(
      SIGNING_KEY,
      'name',
      'Keys that issue users; without any, the key of the account does.',
    ),
    defaultPermissions: PERMISSIONS,
    mappings: map(
      list(
        object(
          'Where messages go instead.',
          {
            subject: SUBJECT,
            weight: integer('Percent of the messages; 100 by default.', {
              minimum: 1,
              maximum: 100,
            }),
            cluster: text('Only in this cluster.', 'nyc'),
          },
          ['subject'],
        ),
        'Where they go.',
      ),
      'Subjects whose messages go elsewhere.',
    ),
    tags: list(text('A tag.', 'team:orders'), 'Tags of the JWT.'),
    keysSecret: text(
      'The Secret of its keys, made if it is not there; `<name>-account-keys` by default.',
      'acme-account-keys',
    ),
    allowedNamespaces: list(
      text('A namespace, or `*` for all.', 'orders'),
      'Other namespaces whose NatsUsers may be of this account.',
    ),
    deletionPolicy: choice('Whether servers forget the account when this resource is deleted.', [
      'Delete',
      'Retain',
    ]),
  },
  ['operatorRef'],
);

export const ACCOUNT_STATUS = object('The account that is there.', {
  publicKey: text('Its public key.', PUBLIC_KEY_EXAMPLE),
  signingKeys: list(
    object('A signing key.', {
      name: text('Its name.', 'readers'),
      publicKey: text('Its public key.', PUBLIC_KEY_EXAMPLE),
    }),
    'Its signing keys.',
  ),
  jwt: text('Its JWT as it was last issued, which is no secret.', 'eyJ0…'),
  issuedAt: time('When it was issued.'),
  pushedAt: time('When servers last took it.'),
  driftRepairs: integer('How often servers used another and were given it anew.', { minimum: 0 }),
  revokedUsers: map(
    integer('Until which second its JWTs are void.', { format: 'int64' }),
    'Users whose JWTs are void.',
  ),
  observedGeneration: integer('The generation of the resource that was last looked at.', {
    format: 'int64',
  }),
  conditions: CONDITIONS,
});

export type NatsAccountSpec = TypeOf<typeof ACCOUNT_SPEC>;
export type NatsAccountStatus = TypeOf<typeof ACCOUNT_STATUS>;
