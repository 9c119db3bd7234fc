/** Rules and passwords of an auth callout service, as its commands need them. */
import { readFileSync } from 'node:fs';
import { readRules } from '../../auth-callout/rules-reader.ts';
import type { Passwords } from '../../auth-callout/judge.ts';
import { prepare, type Ready } from '../../auth-callout/service.ts';
import { decoyOf, PasswordChecks } from '../../server/auth/password.ts';

/** What a file of rules says, with all that it names. Rejects with a NatsxError that says what is wrong. */
export function loadRules(file: string): Promise<Ready> {
  const readFile = (path: string): string => readFileSync(path, 'utf8');
  // An async function's mistakes are rejections, a reader's are thrown: both are one to the caller.
  return Promise.resolve().then(() =>
    prepare(readRules(file, { env: process.env, readFile }), newPasswords()),
  );
}

function newPasswords(): Passwords {
  const checks = new PasswordChecks();
  return {
    check: (configured, password) => checks.check(configured, password, () => false),
    decoy: decoyOf,
  };
}
