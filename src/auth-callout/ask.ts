/** A synthetic client: what it would say, and what would become of it. */
import { shown, withKey, type Ready, type ShownVerdict } from './service.ts';
import type { Asked } from './judge.ts';
import { answerTo, isInConfiguration, readRequest } from './answer.ts';
import { NatsxError } from '../base/errors.ts';
import { decodeAs, encode, newAuthorizationRequestClaims } from '../jwt/index.ts';
import { createCurve, createServer, createUser } from '../nkeys/index.ts';
import { Session } from '../nats-client/session.ts';
import { connectionOf } from './connection.ts';

/** What the client shows. */
export interface SyntheticClient {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
  /** Text of a user's seed. */
  readonly sign?: ((nonce: string) => { nkey: string; sig: string }) | undefined;
}

/** Asks the rules themselves, the whole way: a request is sealed and signed, and the answer read as a server would. */
export async function askRules(client: SyntheticClient, ready: Ready): Promise<ShownVerdict> {
  const { keys, judge, rules } = ready;
  const [server, curve, user] = [createServer(), createCurve(), createUser().publicKey];
  const request = newAuthorizationRequestClaims(keys.issuer.account);
  const xkey = keys.curve === undefined ? '' : curve.publicKey;
  const id = { name: 'test', host: '127.0.0.1', id: server.publicKey, version: '', cluster: '' };
  const nats = {
    ...request.nats,
    ...askedBy(client),
    server_id: { ...id, tags: [], xkey },
    user_nkey: user,
  };
  const text = encode({ ...request, aud: 'nats-authorization-request', nats }, server);
  const payload =
    keys.curve === undefined
      ? Buffer.from(text)
      : curve.seal(Buffer.from(text), keys.curve.publicKey);
  const read = readRequest(payload, xkey, keys);
  const verdict = withKey(await judge.judge(read.nats), keys);
  const answer = answerTo(read, verdict, keys, isInConfiguration(rules));
  const opened = typeof answer === 'string' ? answer : curve.open(answer, keys.curve!.publicKey);
  const { nats: response } = decodeAs('authorization_response', Buffer.from(opened).toString());
  if (response.jwt !== '') decodeAs('user', response.jwt); // It must be one that a server can read.
  return shown(verdict, rules, keys);
}

/** Asks a service that runs, by the subject that its rules name for that. */
export async function askService(client: SyntheticClient, { rules }: Ready): Promise<ShownVerdict> {
  const { testSubject } = rules;
  if (testSubject === '') {
    throw new NatsxError('ERR_AUTH_CALLOUT', 'the service answers no tests', {
      suggestions: ['add test_subject: "auth-callout.test" to its rules, and start it anew'],
    });
  }
  const session = await Session.open({ ...connectionOf(rules.nats), reconnects: 0 });
  try {
    const payload = JSON.stringify(askedBy(client));
    const answer = await session.connection.request(testSubject, payload, { timeout: 5_000 });
    return answer.json<ShownVerdict>();
  } catch (error) {
    const reason = (error as Error).message;
    throw new NatsxError('ERR_AUTH_CALLOUT', `no service answered on ${testSubject}: ${reason}`, {
      cause: error,
    });
  } finally {
    await session.close();
  }
}

function askedBy({ user = '', password = '', token = '', sign }: SyntheticClient): Asked {
  const nonce = 'synthetic-nonce';
  const { nkey, sig } = sign?.(nonce) ?? { nkey: '', sig: '' };
  const { connect_opts, client_info } = newAuthorizationRequestClaims('').nats;
  return {
    connect_opts: { ...connect_opts, user, pass: password, auth_token: token, nkey, sig },
    client_info: { ...client_info, host: '127.0.0.1', kind: 'Client', type: 'nats', nonce },
  };
}
