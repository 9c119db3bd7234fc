/** NatsServiceRole, `nats.io/v1alpha2`: what pods that run as the service account of the same name may do. */
import { CONDITIONS, time } from './kubernetes-schemas.ts';
import { integer, list, object, text, type TypeOf } from './schema.ts';

const SUBJECT = text('A subject.', 'orders.>', { minLength: 1 });

export const SERVICE_ROLE_SPEC = object('What the role may do.', {
  permissions: object('Where it may publish and subscribe.', {
    publish: list(SUBJECT, 'Subjects it may publish to; without the list, all.'),
    subscribe: list(SUBJECT, 'Subjects it may subscribe to; without the list, all.'),
  }),
});

export const SERVICE_ROLE_STATUS = object('The tokens that are there.', {
  tokens: list(
    object('A token.', {
      namespace: text('The namespace of its service account.', 'orders'),
      secret: text('The Secret that holds it.', 'orders-nats-bound-token'),
      expiresAt: time('When it expires.'),
    }),
    'Tokens of its service accounts.',
  ),
  observedGeneration: integer('The generation of the resource that was last looked at.', {
    format: 'int64',
  }),
  conditions: CONDITIONS,
});

export type NatsServiceRoleSpec = TypeOf<typeof SERVICE_ROLE_SPEC>;
export type NatsServiceRoleStatus = TypeOf<typeof SERVICE_ROLE_STATUS>;
