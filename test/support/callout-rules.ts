/** Files of an auth callout service for tests: seeds and rules in a folder of their own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccount, createCurve, type KeyPair } from '../../src/nkeys/index.ts';

export interface RulesFolder {
  readonly folder: string;
  readonly file: string;
  readonly issuer: KeyPair;
  readonly curve: KeyPair;
  /** Writes the rules anew, behind the keys. */
  write(text: string): void;
  remove(): void;
}

export function rulesFolder(text = '', { isSealed = false } = {}): RulesFolder {
  const folder = mkdtempSync(join(tmpdir(), 'natsx-rules-'));
  const file = join(folder, 'rules.conf');
  const [issuer, curve] = [createAccount(), createCurve()];
  const seed = (name: string, pair: KeyPair): void =>
    writeFileSync(join(folder, name), `${pair.seed()}\n`, { mode: 0o600 });
  seed('issuer.nk', issuer);
  seed('curve.nk', curve);
  const keys = `issuer { seed_file: issuer.nk }\n${isSealed ? 'xkey_file: curve.nk\n' : ''}`;
  const write = (rules: string): void => writeFileSync(file, keys + rules);
  write(text);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  return { folder, file, issuer, curve, write, remove };
}
