/** NatsOperator, `nats.io/v1alpha1`: an operator in the sense of NATS, a key that issues accounts. */
import { CONDITIONS, secretKey, time } from './kubernetes-schemas.ts';
import { integer, list, object, text, type TypeOf } from './schema.ts';

export const OPERATOR_SPEC = object(
  'The operator that is wanted.',
  {
    displayName: text('Its name in the JWT; the name of the resource by default.', 'ACME', {
      minLength: 1,
    }),
    signingKey: secretKey(
      'The seed that issues accounts: best a signing key of the operator, so that its own key stays elsewhere.',
      'seed',
    ),
    jwtSecret: text(
      'The Secret with the JWT of the operator as `op.jwt`, which servers trust. It is made if it is not there, for which the seed must be the operator’s own; `<name>-operator-jwt` by default.',
      'acme-operator-jwt',
      { minLength: 1 },
    ),
    systemAccount: text('The NatsAccount of the namespace that is the system account.', 'sys', {
      minLength: 1,
    }),
    push: object('Where account JWTs go; without it they are only issued.', {
      cluster: text('A NatsCluster of the namespace, asked through its system account.', 'nats'),
      servers: list(
        text('A URL.', 'nats://nats.nats:4222', { pattern: '^(nats|tls|ws|wss)://.+' }),
        'Servers elsewhere, asked through their system account.',
      ),
      accountServer: text('An account server, by HTTP.', 'http://nats-account-server:9090/jwt/v1', {
        pattern: '^https?://.+',
      }),
      caSecret: secretKey('The certificate of the authority that these are checked by.', 'ca.crt'),
    }),
    allowedNamespaces: list(
      text('A namespace, or `*` for all.', 'orders'),
      'Other namespaces whose NatsAccounts it issues.',
    ),
  },
  ['signingKey'],
);

export const OPERATOR_STATUS = object('The operator that is there.', {
  publicKey: text('Its public key.', 'OC72TGZT3MRQPPVJB2CIQCN66CYX5CGGTX7HMRPYQK3XNXCY3E5AXCQW'),
  signingKey: text(
    'The public key that issues accounts.',
    'OC72TGZT3MRQPPVJB2CIQCN66CYX5CGGTX7HMRPYQK3XNXCY3E5AXCQW',
  ),
  jwtSecret: text('The Secret with its JWT.', 'acme-operator-jwt'),
  systemAccount: text(
    'The public key of the system account.',
    'ADWJVSUSEVC2GHL5GRATN2LOEOQOY2E6Z2VXNU3JEIK6BDGPWNIW3AXF',
  ),
  accounts: integer('Accounts that it issues.', { minimum: 0 }),
  issuedAt: time('When its JWT was issued.'),
  observedGeneration: integer('The generation of the resource that was last looked at.', {
    format: 'int64',
  }),
  conditions: CONDITIONS,
});

export type NatsOperatorSpec = TypeOf<typeof OPERATOR_SPEC>;
export type NatsOperatorStatus = TypeOf<typeof OPERATOR_STATUS>;
