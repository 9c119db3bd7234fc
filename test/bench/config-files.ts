// Configuration files of scenarios, in a folder of their own, with certificates, keys and hashes that are made when they
// are first asked for.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hash } from 'bcrypt';
import { createUser } from '../../src/nkeys/index.ts';
import { preloadOf, TestOperator } from '../support/operator.ts';

export class ConfigFiles implements AsyncDisposable {
  #folder: Promise<string> | undefined;
  #certificate: Promise<unknown> | undefined;
  readonly #hashes: string[] = [];
  #count = 0;

  /**
   * Writes `config`; returns the file's path. `$CERT` and `$KEY` are replaced by files, `$NKEY` and `$SEED` by those of a
   * user, `$JWT` by that user's, `$OPERATOR` and `$PRELOAD` by JWTs that let him in, and each `$BCRYPT` by another hash of
   * `p`, at the cost that nats-server's own tool takes.
   */
  async write(config: string): Promise<string> {
    const folder = await (this.#folder ??= mkdtemp(join(tmpdir(), 'natsx-bench-')));
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    if (config.includes('$CERT')) await (this.#certificate ??= makeCertificate(cert, key));
    const file = join(folder, `${++this.#count}.conf`);
    const user = createUser();
    const operator = new TestOperator();
    const account = operator.account('A');
    const values = new Map([
      ['$CERT', cert],
      ['$KEY', key],
      ['$NKEY', user.publicKey],
      ['$SEED', user.seed()],
      ['$OPERATOR', operator.jwt()],
      ['$PRELOAD', JSON.stringify(preloadOf(operator.systemAccount, account))],
      ['$JWT', account.userJwt(user, 'u', {}, account.key)],
    ]);
    const wanted = config.split('$BCRYPT').length - 1;
    while (this.#hashes.length < wanted) this.#hashes.push(await hash('p', 11));
    let used = 0;
    const text = config.replace(
      /\$[A-Z]+/g,
      (name) => values.get(name) ?? this.#hashes[used++] ?? name,
    );
    await writeFile(file, text, { mode: 0o600 });
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true });
  }
}

/** One for localhost, signed by itself, as short-lived as can be. */
function makeCertificate(cert: string, key: string): Promise<unknown> {
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const about = ['-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', cert];
  return promisify(execFile)('openssl', ['req', '-x509', ...kind, ...about, ...files]);
}
