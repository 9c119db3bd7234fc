/** Reading what a service answered. The complaints are nats-server's: people look for them in the log. */
import { decodeAs, JwtError, validate } from '../../jwt/index.ts';
import { NatsxError } from '../../base/errors.ts';
import type { KeyPair } from '../../nkeys/keypair.ts';
import { quoteText } from '../../jwt/validation.ts';
import type { WireError } from '../../protocol/wire-errors.ts';
import type { AnsweredUser, Terms } from './callout-users.ts';

/** The answer lets nobody in. */
export class CalloutAnswerError extends Error {
  /** What the client is told, if it is not the usual. */
  readonly wireError: WireError | undefined;

  constructor(message: string, wireError?: WireError) {
    // In the log they begin like sentences.
    super(message.charAt(0).toUpperCase() + message.slice(1));
    this.wireError = wireError;
  }
}

interface Expected {
  readonly terms: Terms;
  /** The key that was asked about. */
  readonly user: string;
  readonly server: string;
  /** Opens answers, if the request was sealed. */
  readonly curve: KeyPair | undefined;
}

/** The user whom the service lets in; throws a CalloutAnswerError. */
export function readAnswer(answer: Buffer, expected: Expected): AnsweredUser {
  try {
    return read(answer, expected);
  } catch (error) {
    if (error instanceof JwtError) throw new CalloutAnswerError(error.message);
    throw error;
  }
}

function read(answer: Buffer, { terms, user, server, curve }: Expected): AnsweredUser {
  const name = quoteText(terms.account.name);
  if (answer.length === 0) {
    throw new CalloutAnswerError(`auth callout violation: "no reason supplied" on account ${name}`);
  }
  // A service may answer in clear what was asked sealed.
  const isSealed = curve !== undefined && !answer.subarray(0, 3).equals(JWT);
  const response = decodeAs(
    'authorization_response',
    (isSealed ? open(answer, curve, terms) : answer).toString(),
  );
  const [issue] = validate(response);
  if (issue !== undefined) {
    throw new CalloutAnswerError(
      `authorization response had validation errors: ${issue.description}`,
    );
  }
  if (response.sub !== user) {
    throw new CalloutAnswerError(
      'auth callout violation: auth callout response is not for expected user',
    );
  }
  if (response.aud !== server) {
    throw new CalloutAnswerError('auth callout violation: auth callout response is not for server');
  }
  const { jwt, error, issuer_account: issuerAccount } = response.nats;
  if (error !== '') {
    throw new CalloutAnswerError(`auth callout service returned an error: ${error}`);
  }
  // Who has the key to seal it needs no other word for who he is.
  if (terms.isClaimed && !isSealed) {
    const issuer = issuerAccount === '' ? response.iss : issuerAccount;
    const isKnown =
      issuer === terms.account.name || terms.account.standing?.issuers.has(issuer) === true;
    if (!isKnown) throw new CalloutAnswerError('auth callout signing key is unknown');
  }
  const claims = decodeAs('user', jwt);
  const [wrong] = validate(claims);
  if (wrong !== undefined) {
    throw new CalloutAnswerError(`Error validating user JWT: ${wrong.description}`);
  }
  if (claims.sub === user) return { claims, jwt };
  throw new CalloutAnswerError(
    `Expected authorized user of ${quoteText(user)} but got ${quoteText(claims.sub)} on account ${name}`,
  );
}

const JWT = Buffer.from('eyJ');

function open(answer: Buffer, curve: KeyPair, { account, xkey }: Terms): Buffer {
  try {
    return Buffer.from(curve.open(answer, xkey));
  } catch (error) {
    if (!(error instanceof NatsxError)) throw error;
    const name = quoteText(account.name);
    throw new CalloutAnswerError(
      `error decrypting auth callout response on account ${name}: ${error.message}`,
    );
  }
}
