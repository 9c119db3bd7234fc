/**
 * The servers that an operator's accounts go to, through its system account: what they are given, and what they use. A
 * connection is opened for what there is to do, and closed when nothing more comes.
 */
import { NatsxError } from '../../../base/errors.ts';
import { encode } from '../../../jwt/codec.ts';
import { newUserClaims } from '../../../jwt/user-claims.ts';
import { newGenericClaims } from '../../../jwt/generic-claims.ts';
import type { ConnectionSettings } from '../../../nats-client/connect.ts';
import { createUser } from '../../../nkeys/create.ts';
import type { KeyPair } from '../../../nkeys/keypair.ts';
import { fieldsOf, textOf } from '../../../nsc/remote/answer.ts';
import { LOOKUP } from '../../../nsc/remote/compare-servers.ts';
import { DELETE } from '../../../nsc/remote/prune-servers.ts';
import { UPDATE } from '../../../nsc/remote/push-to-servers.ts';
import { PING_SUBJECTS, Servers, type Answers } from '../../../nsc/remote/servers.ts';

const ACCOUNTZ = '$SYS.REQ.SERVER.PING.ACCOUNTZ';
/** How long servers may take to answer. */
const ANSWER_MS = 3_000;
/** After so long without a question the connection is closed: the next one sees which servers are there then. */
const IDLE_MS = 5_000;
/** A user is made for each connection. */
const USER_LIFETIME_SECONDS = 3_600;
const AUTHORITY = 'ca.crt';

export interface DeploymentPlace {
  /** Comma-separated URLs. */
  readonly servers: string;
  /** The certificate that servers are checked by, as PEM. */
  readonly authority: string | undefined;
}

/** Whether servers have what they should. */
export type Use = 'as issued' | 'another' | 'missing';

export class Deployment {
  readonly #place: DeploymentPlace;
  #servers: Promise<Servers> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #asking = 0;

  constructor(place: DeploymentPlace) {
    this.#place = place;
  }

  /** Gives them an account. Rejects unless all that answer have taken it. */
  async push(token: string, systemAccount: KeyPair): Promise<void> {
    await this.#ask(systemAccount, async (servers) =>
      checkAgreed('push', await servers.ask('resolvers', UPDATE, token)),
    );
  }

  /** Has them forget an account. */
  async remove(account: string, signer: KeyPair, systemAccount: KeyPair): Promise<void> {
    const claims = newGenericClaims(signer.publicKey, { accounts: [account] });
    await this.#ask(systemAccount, async (servers) =>
      checkAgreed('deletion', await servers.ask('resolvers', DELETE, encode(claims, signer))),
    );
  }

  /** What they keep, and what those use that have clients of the account. */
  async use(account: string, token: string, systemAccount: KeyPair): Promise<Use> {
    return this.#ask(systemAccount, async (servers) => {
      const kept = await servers.first(LOOKUP.replace('*', account));
      if (kept === undefined) return 'missing';
      if (kept !== token) return 'another';
      const { answers } = await servers.ask('servers', ACCOUNTZ, JSON.stringify({ account }));
      const used = answers.map(({ data }) =>
        textOf(fieldsOf(fieldsOf(data)['account_detail'])['jwt']),
      );
      return used.every((each) => each === '' || each === token) ? 'as issued' : 'another';
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const servers = this.#servers;
    this.#servers = undefined;
    // One that could not be opened need not be closed.
    await servers?.then(
      (open) => open.close(),
      () => undefined,
    );
  }

  async #ask<T>(systemAccount: KeyPair, question: (servers: Servers) => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    this.#asking += 1;
    try {
      this.#servers ??= Servers.open(this.#settings(systemAccount), ANSWER_MS);
      return await question(await this.#servers);
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0) {
        this.#timer = setTimeout(() => void this.close(), IDLE_MS).unref();
      }
    }
  }

  #settings(systemAccount: KeyPair): ConnectionSettings {
    const { servers, authority } = this.#place;
    const { jwt, seed } = temporaryUser(systemAccount);
    return {
      servers,
      name: 'natsx k8s operator',
      userJwt: jwt,
      userSeed: seed,
      tls: authority === undefined ? {} : { authority: AUTHORITY },
      ...(authority === undefined ? {} : { readFile: readOnly(authority) }),
      timeoutMs: 5_000,
      reconnects: 0,
    };
  }
}

/** One user for one connection, who may ask what is asked here and nothing else. */
function temporaryUser(systemAccount: KeyPair): { jwt: string; seed: string } {
  const user = createUser();
  const claims = newUserClaims(user.publicKey);
  const subjects = [UPDATE, DELETE, LOOKUP, ...PING_SUBJECTS];
  const jwt = encode(
    {
      ...claims,
      name: 'natsx k8s operator',
      exp: Math.floor(Date.now() / 1000) + USER_LIFETIME_SECONDS,
      nats: {
        ...claims.nats,
        pub: { allow: subjects, deny: [] },
        sub: { allow: ['_INBOX.>'], deny: [] },
      },
    },
    systemAccount,
  );
  return { jwt, seed: user.seed() };
}

/** Throws unless all servers that answered agreed, and one did. */
function checkAgreed(what: string, { answers, failure }: Answers): void {
  const complaint = failure ?? answers.find((each) => each.complaint !== undefined)?.complaint;
  if (complaint === undefined) return;
  throw new NatsxError('ERR_PUSH', `servers did not take the ${what}: ${complaint}`);
}

function readOnly(authority: string): NonNullable<ConnectionSettings['readFile']> {
  // Nothing else is named in the settings.
  return () => Promise.resolve(Buffer.from(authority));
}
