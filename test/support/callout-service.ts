/** A service that decides who may connect, as a test wants it. */
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import {
  decodeAs,
  encode,
  newAuthorizationResponseClaims,
  newUserClaims,
  type AuthorizationRequestClaims,
  type UserClaims,
} from '../../src/jwt/index.ts';
import type { KeyPair } from '../../src/nkeys/index.ts';

/** What it answers: the token of a user or of a whole answer, an error, or nothing at all. */
export type CalloutAnswer =
  | { readonly user: string; readonly issuerAccount?: string }
  | { readonly error: string }
  | { readonly raw: string | Uint8Array }
  | undefined;

export interface CalloutService {
  readonly connection: NatsConnection;
  /** Signs answers and, unless a test does it, users. */
  readonly issuer: KeyPair;
  readonly requests: AuthorizationRequestClaims[];
  /** The headers of the last request. */
  header: string | undefined;
  decide: (request: AuthorizationRequestClaims) => CalloutAnswer;
  stop(): Promise<void>;
}

/** The token of a user for `request`. */
export function calloutUser(
  issuer: KeyPair,
  request: AuthorizationRequestClaims,
  change: (claims: UserClaims) => UserClaims,
): string {
  return encode(change(newUserClaims(request.nats.user_nkey)), issuer);
}

export async function startCalloutService(
  options: ConnectionOptions,
  issuer: KeyPair,
  curve?: KeyPair,
): Promise<CalloutService> {
  const connection = await connect({ ...options, reconnect: false });
  const service: CalloutService = {
    connection,
    issuer,
    requests: [],
    header: undefined,
    decide: () => ({ error: 'nobody' }),
    stop: () => connection.close(),
  };
  connection.subscribe('$SYS.REQ.USER.AUTH', {
    callback: (_error, message) => {
      service.header = message.headers?.get('Nats-Server-Xkey');
      const sender = service.header ?? '';
      const text = curve === undefined ? message.data : curve.open(message.data, sender);
      const request = decodeAs('authorization_request', Buffer.from(text).toString());
      service.requests.push(request);
      const answer = service.decide(request);
      if (answer === undefined) return;
      if ('raw' in answer) message.respond(answer.raw);
      else {
        const token = answerToken(answer, request, issuer);
        message.respond(curve === undefined ? token : curve.seal(Buffer.from(token), sender));
      }
    },
  });
  await connection.flush();
  return service;
}

/** The whole answer to `request`, signed. */
export function answerToken(
  answer: { readonly user: string; readonly issuerAccount?: string } | { readonly error: string },
  request: AuthorizationRequestClaims,
  issuer: KeyPair,
): string {
  const claims = newAuthorizationResponseClaims(request.nats.user_nkey);
  const body =
    'error' in answer
      ? { error: answer.error }
      : { jwt: answer.user, issuer_account: answer.issuerAccount ?? '' };
  const nats = { ...claims.nats, ...body };
  return encode({ ...claims, aud: request.nats.server_id.id, nats }, issuer);
}
