/** Configurations to take elsewhere: a folder for each server, in which nothing names a place of this machine. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NatsxError } from '../base/errors.ts';
import { fileErrorText } from '../base/system-error.ts';
import { writeKeyFile } from '../nkeys/index.ts';
import type { Identities } from './identities.ts';
import { clientUrls, usualPort, type Layout, type Listener } from './layout.ts';
import { serverConf } from './server-conf.ts';

export interface ExportSettings {
  readonly layout: Layout;
  readonly identities: Identities;
  readonly linkPassword: string;
}

/** As they are called beside a configuration, and in `creds`. */
const CREDS = { user: 'app.creds', system: 'sys.creds' } as const;

/** Writes them into a new folder; answers which files. Rejects with ERR_UP_EXPORT for a folder that is not empty. */
export async function exportDeployment(
  folder: string,
  { layout, identities, linkPassword }: ExportSettings,
): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length > 0) throw notEmpty(folder);
    const written: string[] = [];
    const secret = async (name: string, text: string) => {
      await writeKeyFile(join(folder, name), text);
      written.push(name);
    };
    const texts = {
      user: await readFile(identities.creds.user, 'utf8'),
      system: await readFile(identities.creds.system, 'utf8'),
    };
    const besides = { user: `./${CREDS.user}`, system: `./${CREDS.system}` };
    for (const server of layout.servers) {
      const settings = {
        identities: { ...identities, creds: besides },
        linkPassword,
        jwtFolder: './jwt',
        logFile: undefined,
      };
      await secret(join(server.name, 'server.conf'), serverConf(layout, server, settings));
      if (server.leafOf === undefined) continue;
      await secret(join(server.name, CREDS.user), texts.user);
      await secret(join(server.name, CREDS.system), texts.system);
    }
    await secret(join('creds', CREDS.user), texts.user);
    await secret(join('creds', CREDS.system), texts.system);
    await writeFile(join(folder, 'README.md'), readme(layout));
    return [...written, 'README.md'];
  } catch (cause) {
    if (cause instanceof NatsxError) throw cause;
    throw new NatsxError('ERR_FILE', fileErrorText('write', folder, cause), { cause });
  }
}

/** On machines of their own, servers have the usual ports; on the same one, each its own. */
export function exportedPorts(first: number, hosts: readonly string[] | undefined) {
  return (listener: Listener): number => {
    const { kind, server } = listener;
    if (hosts === undefined) return usualPort(listener, first);
    const before = hosts.slice(0, server).filter((host) => host === hosts[server]).length;
    return usualPort({ kind, server: before }, first);
  };
}

function notEmpty(folder: string): NatsxError {
  return new NatsxError('ERR_UP_EXPORT', `${folder} is not empty`, {
    suggestions: ['name a new folder: nothing is overwritten, and no old secret is left between'],
  });
}

function readme(layout: Layout): string {
  const { servers } = layout;
  const [first] = servers;
  const hosts = new Set(servers.map(({ host }) => host));
  const isLocal = servers.every(({ host, listenHost }) => host === listenHost);
  const lines = [
    '# Configurations written by `natsx up --export`',
    '',
    'One folder for each server. Run each in its folder, for paths in it are relative:',
    '',
    ...servers.map(
      ({ name, host }) =>
        `    cd ${name} && nats-server -c server.conf${isLocal ? '' : `    # on ${host}`}`,
    ),
    '',
    '`natsx-server -c server.conf` does the same. Then, with the creds of the user or of the system account:',
    '',
    `    natsx pub greetings.joe hello --server ${clientUrls(layout, first!.cluster)[0]!} --creds creds/${CREDS.user}`,
    `    natsx ping --server ${clientUrls(layout, first!.cluster)[0]!} --creds creds/${CREDS.system}`,
    '',
    isLocal
      ? `All addresses are those of this machine, ${[...hosts].join(', ')}: with \`--hosts\` they are those of others.`
      : 'Between machines that do not trust the network, add `tls` to the listeners, routes, gateways and remotes.',
    '',
    'Configurations and creds are secrets (0600). The keys of the operator are not here: accounts are made and pushed',
    'from where `natsx up` ran.',
    '',
  ];
  return lines.join('\n');
}
