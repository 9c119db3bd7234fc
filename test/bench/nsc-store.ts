// Makes a large store to measure nsc on: `npx tsx test/bench/nsc-store.ts <home> [accounts] [users an account]`. Keys and
// creds are made for the first account alone, so that there is one to work in.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newAccountClaims } from '../../src/jwt/account-claims.ts';
import { encode } from '../../src/jwt/codec.ts';
import { newOperatorClaims } from '../../src/jwt/operator-claims.ts';
import { newUserClaims } from '../../src/jwt/user-claims.ts';
import { createAccount, createOperator, createUser } from '../../src/nkeys/create.ts';
import type { KeyPair } from '../../src/nkeys/keypair.ts';

const [home = '', accounts = '10000', users = '10'] = process.argv.slice(2);
if (home === '') throw new Error('usage: nsc-store.ts <home> [accounts] [users an account]');
const data = join(home, '.local/share/nats/nsc');
const folder = join(data, 'stores', 'OP');
const operator = createOperator();
store(operator);
write(
  join(folder, '.nsc'),
  JSON.stringify({ managed: false, name: 'OP', kind: 'operator', version: '1' }),
);
const claims = { ...newOperatorClaims(operator.publicKey), name: 'OP' };
write(join(folder, 'OP.jwt'), encode(claims, operator));
for (let a = 0; a < Number(accounts); a++) addAccount(`A${String(a).padStart(5, '0')}`, a === 0);
const settings = { store_root: join(data, 'stores'), operator: 'OP', account: 'A00000' };
write(join(home, '.config/nats/nsc/nsc.json'), JSON.stringify(settings));

function addAccount(name: string, isFirst: boolean): void {
  const pair = createAccount();
  if (isFirst) store(pair);
  const place = join(folder, 'accounts', name);
  const account = { ...newAccountClaims(pair.publicKey), name };
  write(join(place, `${name}.jwt`), encode(account, operator));
  for (let u = 0; u < Number(users); u++) {
    const user = { ...newUserClaims(createUser().publicKey), name: `u${u}` };
    write(join(place, 'users', `u${u}.jwt`), encode(user, pair));
  }
}

function store(pair: KeyPair): void {
  const { publicKey } = pair;
  const place = join(data, 'keys/keys', publicKey.slice(0, 1), publicKey.slice(1, 3));
  write(join(place, `${publicKey}.nk`), pair.seed());
}

function write(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
}
