/** Whether the files of a `tls` block hold what they should; nats-server looks at them even when it only tests a file. */
import { readAuthorities, readKeyPair, type ReadFile } from './certificates.ts';
import type { GivenTls } from './tls.ts';

/** One sentence, in nats-server's words; undefined when all is well. */
export function tlsFileProblem(tls: GivenTls, readFile: ReadFile): string | undefined {
  const { certFile, keyFile, certs = [], caFile = '' } = tls;
  try {
    for (const { certFile: cert = '', keyFile: key = '' } of [{ certFile, keyFile }, ...certs]) {
      if (cert !== '' && key !== '') readKeyPair(cert, key, readFile);
    }
    if (caFile !== '') readAuthorities(caFile, readFile);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
