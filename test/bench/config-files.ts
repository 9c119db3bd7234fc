// Configuration files of scenarios, in a folder of their own, with a certificate that is made when it is first asked for.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export class ConfigFiles implements AsyncDisposable {
  #folder: Promise<string> | undefined;
  #certificate: Promise<unknown> | undefined;
  #count = 0;

  /** Writes `config`, `$CERT` and `$KEY` replaced by files; returns the file's path. */
  async write(config: string): Promise<string> {
    const folder = await (this.#folder ??= mkdtemp(join(tmpdir(), 'natsx-bench-')));
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    if (config.includes('$CERT')) await (this.#certificate ??= makeCertificate(cert, key));
    const file = join(folder, `${++this.#count}.conf`);
    await writeFile(file, config.replaceAll('$CERT', cert).replaceAll('$KEY', key));
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
