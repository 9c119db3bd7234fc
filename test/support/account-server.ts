/** An operator with accounts for tests, and an account server that keeps these. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountServer } from '../../src/account-server/account-server.ts';
import { DEFAULT_OPTIONS, type AccountServerOptions } from '../../src/account-server/options.ts';
import {
  encode,
  newAccountClaims,
  newOperatorClaims,
  type AccountClaims,
  type OperatorClaims,
} from '../../src/jwt/index.ts';
import { createAccount, createOperator } from '../../src/nkeys/index.ts';
import { LogRecorder } from './log-recorder.ts';

export type Change = (claims: AccountClaims) => AccountClaims;

/** An operator with its keys. */
export function testOperator(changeOperator = (claims: OperatorClaims) => claims) {
  const key = createOperator();
  const token = encode(changeOperator({ ...newOperatorClaims(key.publicKey), name: 'O' }), key);
  return {
    key,
    token,
    /** A new account that it signs; `change` makes it another, `now` is when. */
    account(
      name: string,
      change: Change = (claims) => claims,
      now = new Date(),
      pair = createAccount(),
    ) {
      const claims = change({ ...newAccountClaims(pair.publicKey), name });
      return { pair, key: pair.publicKey, token: encode(claims, key, { now }) };
    },
  };
}

export type TestOperator = ReturnType<typeof testOperator>;

/** Parts of the options may be left out. */
export interface GivenOptions extends Partial<
  Omit<AccountServerOptions, 'http' | 'nats' | 'store'>
> {
  readonly http?: Partial<AccountServerOptions['http']>;
  readonly nats?: Partial<AccountServerOptions['nats']>;
  readonly store?: Partial<AccountServerOptions['store']>;
}

/** A running account server on a free port, with a folder that goes with it. */
export async function startAccountServer(
  operator: TestOperator | undefined,
  given: GivenOptions = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'natsx-accounts-'));
  const operatorJwtPath = operator === undefined ? '' : join(folder, 'operator.jwt');
  if (operator !== undefined) writeFileSync(operatorJwtPath, operator.token);
  const log = new LogRecorder();
  const options: AccountServerOptions = {
    ...DEFAULT_OPTIONS,
    operatorJwtPath,
    ...given,
    http: { ...DEFAULT_OPTIONS.http, host: '127.0.0.1', port: 0, ...given.http },
    nats: { ...DEFAULT_OPTIONS.nats, ...given.nats },
    store: { ...DEFAULT_OPTIONS.store, dir: join(folder, 'store'), ...given.store },
  };
  try {
    const server = await AccountServer.start(options, log);
    const stop = async (): Promise<void> => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    };
    return { server, log, folder, options, url: server.url, stop };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

export type TestAccountServer = Awaited<ReturnType<typeof startAccountServer>>;
