// What the tools that are timed work on: a store of nsc, and a server with a system account.
import { spawnSync } from 'node:child_process';
import { Server } from '../../src/server/server.ts';

interface Started extends AsyncDisposable {
  readonly url: string;
}

export async function startPrograms(
  home: string,
  nsc: string,
  env: NodeJS.ProcessEnv,
): Promise<Started> {
  const lines = ['add operator OP', ...['A', 'B', 'C'].map((name) => `add account ${name}`)];
  for (const line of lines) {
    const args = [nsc, ...line.split(' ')];
    const { status, stderr } = spawnSync(process.execPath, args, {
      env,
      cwd: home,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`nsc ${line} ended with ${status}: ${stderr}`);
  }
  const server = await Server.start({
    port: 0,
    accounts: {
      SYS: { users: [{ user: 'sys', password: 'pw' }] },
      APP: { users: [{ user: 'app', password: 'pw' }] },
    },
    systemAccount: 'SYS',
  });
  return { url: server.url, [Symbol.asyncDispose]: () => server.stop() };
}
