/**
 * The account server: keeps the JWTs of an operator's accounts, gives them to servers over HTTP, and tells these over
 * NATS what changes. It stands in for nats-account-server: paths, answers and log lines are the same.
 */
import { readFile } from 'node:fs/promises';
import { join, basename, resolve } from 'node:path';
import { NatsxError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { fileErrorText, hostPort } from '../base/system-error.ts';
import type { AccountClaims } from '../jwt/account-claims.ts';
import type { OperatorClaims } from '../jwt/operator-claims.ts';
import { ActivationStore } from './activations.ts';
import { shortKey } from './answer.ts';
import type { Api } from './api.ts';
import { HttpSide } from './http.ts';
import { flatLayout, nscLayout, shardedLayout } from './layout.ts';
import { Counters } from './metrics.ts';
import { NatsSide } from './nats.ts';
import { readAccount, readOperator, type Signed } from './operator.ts';
import type { AccountServerOptions } from './options.ts';
import { takeFromPrimary } from './primary.ts';
import { AccountStore } from './store.ts';
import { ACCOUNT_SERVER_VERSION } from './version.ts';

/** The JWTs that the configuration names. */
export interface Trust {
  readonly operator: Signed<OperatorClaims> | undefined;
  readonly systemAccount: Signed<AccountClaims> | undefined;
}

export class AccountServer {
  /** Resolves when the connection to NATS has ended for good, without which the server is of no use. */
  readonly ended: Promise<void>;
  readonly #options: AccountServerOptions;
  readonly #logger: Logger;
  readonly #counters = new Counters();
  #end: () => void = () => undefined;
  #store: AccountStore | undefined;
  #nats: NatsSide | undefined;
  #http: HttpSide | undefined;
  #cleanup: NodeJS.Timeout | undefined;

  /** Rejects with a NatsxError that says why it can't start; nothing is left running then. */
  static async start(options: AccountServerOptions, logger: Logger): Promise<AccountServer> {
    const server = new AccountServer(options, logger);
    try {
      await server.#start();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  private constructor(options: AccountServerOptions, logger: Logger) {
    this.#options = options;
    this.#logger = logger;
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  /** Where HTTP is served, as `http://localhost:9090`. */
  get url(): string {
    const { host } = this.#options.http;
    const { scheme, port } = this.#http!; // It listens once the server has started.
    return `${scheme}://${hostPort(host === '' ? '127.0.0.1' : host, port)}`;
  }

  async stop(): Promise<void> {
    this.#logger.notice('stopping account server');
    clearInterval(this.#cleanup);
    await this.#nats?.stop();
    await this.#http?.stop();
    if (this.#store === undefined) return;
    await this.#store.close();
    this.#logger.notice('closed JWT store');
  }

  async #start(): Promise<void> {
    const logger = this.#logger;
    const options = this.#options;
    logger.notice(`starting NATS Account server, version ${ACCOUNT_SERVER_VERSION}`);
    logger.notice(`server time is ${unixDate(new Date())}`);
    const trust = await readTrust(options, logger);
    const store = (this.#store = await this.#openStore());
    const isWritable = !store.isReadOnly;
    const activations = isWritable ? new ActivationStore(options.store.dir) : undefined;
    await takeFromPrimary(options, store, trust.operator?.claims, logger);
    await this.#startNats(store, activations, trust);
    this.#tellTrust(trust);
    const { cleanupIntervalMs } = options.store;
    if (cleanupIntervalMs > 0) {
      this.#cleanup = setInterval(() => store.forgetExpired(), cleanupIntervalMs).unref();
    }
    this.#http = await HttpSide.start(this.#api(store, activations, trust), options.http);
    logger.notice('nats-account-server is running');
    logger.notice('configure the nats-server with:');
    logger.notice(`  resolver: URL(${this.url}/jwt/v1/accounts/)`);
  }

  async #openStore(): Promise<AccountStore> {
    const { dir, nsc, shard, readOnly } = this.#options.store;
    const folder = nsc === '' ? dir : nsc;
    if (folder === '') throw new NatsxError('ERR_ACCOUNT_STORE', 'store directory is required');
    const layout = nsc !== '' ? nscLayout : shard ? shardedLayout : flatLayout;
    const kind = nsc === '' ? 'a store' : 'a read-only store on the nsc folder';
    this.#logger.notice(`creating ${kind} with cleanup functions at ${folder}`);
    return AccountStore.open({
      folder,
      layout,
      isReadOnly: readOnly,
      logger: this.#logger,
      onChanged: (account, token) => this.#notifyOfFile(account, token),
    });
  }

  async #startNats(
    store: AccountStore,
    activations: ActivationStore | undefined,
    { operator }: Trust,
  ): Promise<void> {
    const { nats, signRequestSubject, signRequestTimeoutMs } = this.#options;
    if (nats.servers.length === 0) {
      this.#logger.notice('NATS is not configured, server will not fire notifications on update');
      return;
    }
    this.#nats = new NatsSide({
      options: nats,
      signRequestSubject,
      signRequestTimeoutMs,
      store,
      activations,
      operator: operator?.claims,
      counters: this.#counters,
      logger: this.#logger,
      onEnd: this.#end,
    });
    await this.#nats.start();
  }

  #tellTrust({ operator, systemAccount }: Trust): void {
    const logger = this.#logger;
    if (systemAccount !== undefined) {
      logger.notice(`System Account: ${systemAccount.claims.name}`);
      logger.notice(`System Account Name: ${systemAccount.claims.sub}`);
    }
    if (operator === undefined) {
      const consequence = 'You will NOT be able to push jwt to this account server';
      logger.notice(`No Operator is configured - ${consequence}`);
      return;
    }
    logger.notice(`Operator: ${operator.claims.sub}`);
    logger.notice(`Operator Name: ${operator.claims.name}`);
  }

  #api(
    store: AccountStore,
    activations: ActivationStore | undefined,
    { operator, systemAccount }: Trust,
  ): Api {
    const { maxReplicationPack, signRequestSubject } = this.#options;
    const nats = this.#nats;
    const hasSigner = signRequestSubject !== '' && nats !== undefined;
    return {
      logger: this.#logger,
      store,
      activations,
      operator,
      systemAccount,
      maxPack: maxReplicationPack,
      allowsDelete: this.#options.store.allowDelete,
      counters: this.#counters,
      sign: hasSigner ? (_account, token) => nats.sign(token) : undefined,
      lookUp: async (account) => nats?.lookUp(account),
      notify: (account, token) => this.#notify(account, updateSubject(account), token),
      notifyActivation: (hash, account, token) => {
        this.#notify(hash, `$SYS.ACCOUNT.${account}.CLAIMS.ACTIVATE.${hash}`, token);
      },
    };
  }

  #notify(key: string, subject: string, token: string): void {
    if (this.#nats !== undefined) this.#nats.publish(subject, token);
    else this.#logger.notice(`skipping notification for ${shortKey(key)}, no NATS configured`);
  }

  #notifyOfFile(account: string, token: string): void {
    if (this.#nats === undefined) return;
    try {
      this.#nats.publish(updateSubject(account), token);
    } catch (error) {
      if (!(error instanceof NatsxError)) throw error;
      const what = `error trying to send notification from file change for ${shortKey(account)}`;
      this.#logger.notice(`${what}, ${error.message}`);
    }
  }
}

function updateSubject(account: string): string {
  return `$SYS.ACCOUNT.${account}.CLAIMS.UPDATE`;
}

/** Reads the operator's and the system account's JWTs; a NatsxError says what is wrong with them. */
export async function readTrust(options: AccountServerOptions, logger: Logger): Promise<Trust> {
  const { operatorJwtPath, systemAccountJwtPath, store } = options;
  // A store of nsc has its operator beside the accounts.
  const folder = resolve(store.nsc);
  const ofStore = store.nsc === '' ? '' : join(folder, `${basename(folder)}.jwt`);
  const operatorPath = operatorJwtPath === '' ? ofStore : operatorJwtPath;
  const operator = await readJwt('operator', operatorPath, readOperator, logger);
  const systemAccount = await readJwt('system account', systemAccountJwtPath, readAccount, logger);
  const expected = operator?.claims.nats.system_account ?? '';
  const configured = systemAccount?.claims.sub ?? expected;
  if (expected !== '' && configured !== expected) {
    const text = `the Operator System Account ${configured} differs from configured System Account ${expected}`;
    throw new NatsxError('ERR_SYSTEM_ACCOUNT', text);
  }
  return { operator, systemAccount };
}

async function readJwt<Claims>(
  what: string,
  path: string,
  read: (text: string) => Signed<Claims>,
  logger: Logger,
): Promise<Signed<Claims> | undefined> {
  if (path === '') return undefined;
  logger.notice(`loading ${what} from ${path}`);
  try {
    return read(await readFile(path, 'utf8'));
  } catch (error) {
    const reason =
      error instanceof NatsxError
        ? `${path}: ${error.message}`
        : fileErrorText('open', path, error);
    throw new NatsxError('ERR_OPERATOR_FILE', reason, { cause: error });
  }
}

/** `Sun Nov 22 17:09:22 UTC 2026`, as Go's time.UnixDate. */
function unixDate(date: Date): string {
  const [weekday = '', day = '', month = '', year = '', time = ''] = date
    .toUTCString()
    .split(/,? /);
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} UTC ${year}`;
}
