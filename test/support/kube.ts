/**
 * A Kubernetes API server for a test: etcd, kube-apiserver and, where there is one, kube-controller-manager, as processes
 * on 127.0.0.1 with all they keep in a temporary folder. Found on the PATH or in the folder that KUBE_BIN names; a test
 * without them skips and says how to get them.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { KubeApi } from '../../src/k8s-operator/controller/kube-api.ts';
import { kindNamed } from '../../src/k8s-operator/controller/kinds.ts';
import { skipWithout } from './peers.ts';

const NEEDED = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const;
type Program = (typeof NEEDED)[number];

const HOW_TO_GET =
  'etcd: apt-get install etcd-server; the others: go build ./cmd/kube-apiserver ./cmd/kube-controller-manager in a copy of the module k8s.io/kubernetes whose go.mod replaces each k8s.io module by its v0 release; put them on the PATH or into $KUBE_BIN';

/** The programs, or the test of `context` skips. */
export function requireKube(context: Mocha.Context): Readonly<Record<Program, string>> {
  const found = NEEDED.map((name) => [name, find(name)] as const);
  const missing = found.filter(([, path]) => path === undefined).map(([name]) => name);
  if (missing.length > 0) return skipWithout(context, `no ${missing.join(', ')}`, HOW_TO_GET);
  return Object.fromEntries(found) as Record<Program, string>; // None is missing.
}

function find(name: string): string | undefined {
  const folders = [process.env['KUBE_BIN'], ...(process.env['PATH'] ?? '').split(delimiter)];
  const files = folders.filter((folder) => !!folder).map((folder) => join(folder!, name));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false; // Not there: the search goes on.
    }
  });
}

/** A running API server; `stop()` ends all of it. */
export interface RunningKube {
  readonly api: KubeApi;
  /** A kubeconfig of the administrator. */
  readonly kubeconfig: string;
  /** The same server seen as the bearer of `token`. */
  configFor(token: string): KubeConfig;
  kubeconfigFor(token: string): string;
  /** What the processes have said. */
  log(): string;
  stop(): Promise<void>;
}

export async function startKube(programs: Readonly<Record<Program, string>>): Promise<RunningKube> {
  const folder = mkdtempSync(join(tmpdir(), 'natsx-kube-'));
  const children: Child[] = [];
  const run = (program: Program, args: readonly string[]) => {
    const child = new Child(programs[program], args, folder);
    children.unshift(child);
    return child;
  };
  const stop = async () => {
    for (const child of children) await child.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [etcdPort, peerPort, apiPort] = await freePorts(3);
    run('etcd', etcdArgs(folder, etcdPort!, peerPort!));
    const token = randomBytes(16).toString('hex');
    writeFileSync(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`);
    writeServiceAccountKey(folder);
    const server = run('kube-apiserver', apiServerArgs(folder, etcdPort!, apiPort!));
    const certificate = join(folder, 'certificates', 'apiserver.crt');
    const url = `https://127.0.0.1:${apiPort!}`;
    await until(() => isReadable(certificate), server);
    const kubeconfigFor = (bearer: string) => kubeconfigText(url, certificate, bearer);
    const configFor = (bearer: string) => {
      const config = new KubeConfig();
      config.loadFromString(kubeconfigFor(bearer));
      return config;
    };
    const api = new KubeApi(configFor(token));
    const namespaces = { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces' };
    await until(
      async () => (await api.get(namespaces, undefined, 'default')) !== undefined,
      server,
    );
    const kubeconfig = kubeconfigFor(token);
    const file = join(folder, 'kubeconfig');
    writeFileSync(file, kubeconfig);
    const manager = run('kube-controller-manager', managerArgs(folder, file, certificate));
    const accounts = kindNamed('ServiceAccount');
    await until(async () => (await api.get(accounts, 'default', 'default')) !== undefined, manager);
    const log = () => children.map((child) => child.log).join('\n');
    return { api, kubeconfig, kubeconfigFor, configFor, log, stop };
  } catch (error) {
    const said = children.map((child) => child.log.slice(-2000)).join('\n');
    await stop();
    throw new Error(`no API server: ${(error as Error).message}\n${said}`, { cause: error });
  }
}

/** Resolves when `isSo` is true; rejects if `child` ends before, or after a minute. */
async function until(isSo: () => boolean | Promise<boolean>, child: Child): Promise<void> {
  const deadline = performance.now() + 60_000;
  let why = 'it was not so';
  for (;;) {
    try {
      if (await isSo()) return;
    } catch (error) {
      why = (error as Error).message;
    }
    if (child.hasEnded) throw new Error(`${child.program} ended`);
    if (performance.now() > deadline) throw new Error(`not ready within a minute: ${why}`);
    await pause(50);
  }
}

class Child {
  readonly program: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  log = '';
  hasEnded = false;

  constructor(program: string, args: readonly string[], cwd: string) {
    this.program = program;
    this.#child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const take = (text: Buffer) => {
      this.log = (this.log + text.toString()).slice(-100_000);
    };
    this.#child.stdout!.on('data', take);
    this.#child.stderr!.on('data', take);
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.hasEnded = true;
        resolve();
      });
      this.#child.once('error', (error) => {
        this.log += error.message;
        this.hasEnded = true;
        resolve();
      });
    });
  }

  /** Nothing they keep is needed any more. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

function etcdArgs(folder: string, port: number, peerPort: number): string[] {
  const peer = `http://127.0.0.1:${peerPort}`;
  const client = `http://127.0.0.1:${port}`;
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ];
}

function apiServerArgs(folder: string, etcdPort: number, port: number): string[] {
  const key = join(folder, 'service-account.key');
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--allow-privileged=true',
    // The endpoints of the API server itself, which may not be a loopback address, are nobody's concern here.
    '--endpoint-reconciler-type=none',
  ];
}

function managerArgs(folder: string, kubeconfig: string, authority: string): string[] {
  const controllers = [
    'statefulset-controller',
    'garbage-collector-controller',
    'namespace-controller',
    'serviceaccount-controller',
    'disruption-controller',
    'endpointslice-controller',
  ];
  return [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    `--controllers=${controllers.join(',')}`,
    `--service-account-private-key-file=${join(folder, 'service-account.key')}`,
    `--root-ca-file=${authority}`,
    '--kube-api-qps=1000',
    '--kube-api-burst=2000',
  ];
}

function writeServiceAccountKey(folder: string): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' });
  writeFileSync(join(folder, 'service-account.key'), pem, { mode: 0o600 });
}

/** JSON, which is YAML as well. */
function kubeconfigText(server: string, authority: string, token: string): string {
  const data = readFileSync(authority).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': data } }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'default' } }],
    'current-context': 'test',
  });
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => {
          server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function isReadable(file: string): boolean {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false; // Not yet.
  }
}
