/**
 * Runs pods as processes of this machine. Each has a folder with the files that are mounted into it, which follow their
 * Secrets, and an address of its own within 127.0.0.0/8, so that ports stay what they are. Paths and names of other pods
 * are replaced by those folders and addresses; servers are told to listen on their pod's address alone.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { silentLogger } from '../../src/base/logger.ts';
import type { KubeApi } from '../../src/k8s-operator/controller/kube-api.ts';
import { kindNamed } from '../../src/k8s-operator/controller/kinds.ts';
import { keyOf } from '../../src/k8s-operator/controller/kube-object.ts';
import { Watched } from '../../src/k8s-operator/controller/watched.ts';
import type { Container, Secret } from '../../src/k8s-operator/kubernetes.ts';
import type { Pod, PodRunner, RunningPod } from './kubelet.ts';

/** Programs by the name that containers have for them, each with its first arguments. */
export type Programs = Readonly<Record<string, readonly string[]>>;

interface Volume {
  readonly name: string;
  readonly secret?: { readonly secretName: string };
  readonly emptyDir?: object;
}

/** Kubernetes' own; a container that has it as its program is played here. */
const RELOADER = 'nats-server-config-reloader';

export class PodsAsProcesses implements PodRunner {
  readonly #programs: Programs;
  readonly #root = mkdtempSync(join(tmpdir(), 'natsx-pods-'));
  readonly #addresses = new Addresses();
  readonly #secrets: Watched<Secret>;
  readonly #processes = new Map<string, Process>();
  readonly #end = new AbortController();
  readonly #watching: Promise<void>;

  constructor(api: KubeApi, programs: Programs) {
    this.#programs = programs;
    const kind = kindNamed('Secret');
    this.#secrets = new Watched<Secret>({ api, kind, namespace: undefined, logger: silentLogger });
    this.#secrets.onChange((now) => {
      if (now !== undefined) for (const each of this.#processes.values()) each.mount(now);
    });
    this.#watching = this.#secrets.run(this.#end.signal);
  }

  addressOf(pod: string, namespace: string): string {
    return this.#addresses.of(`${namespace}/${pod}`);
  }

  async start(pod: Pod): Promise<RunningPod> {
    const { namespace = '', uid = '' } = pod.metadata;
    for (const { secret } of (pod.spec.volumes ?? []) as readonly Volume[]) {
      if (secret === undefined) continue;
      await until(() => this.#secrets.get(namespace, secret.secretName) !== undefined, 30_000);
    }
    const find = (name: string) => this.#secrets.get(namespace, name);
    const folder = mkdtempSync(join(this.#root, `${pod.metadata.name}-`));
    const process = new Process(pod, folder, this.#addresses, this.#programs, find);
    this.#processes.set(uid, process);
    process.start();
    // What it has said is kept when it has ended.
    return { ready: process.ready(), stop: () => process.stop() };
  }

  /** What the servers of a pod have said. */
  logOf(pod: string): string {
    const all = Array.from(this.#processes.values()).filter((each) => each.name === pod);
    return all.map(({ log }) => log).join('');
  }

  /** How often a pod's server was told to read its configuration anew. */
  reloadsOf(pod: string): number {
    const all = Array.from(this.#processes.values()).filter((each) => each.name === pod);
    return all.reduce((sum, { reloads }) => sum + reloads, 0);
  }

  /** Ends all at once. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#watching;
    await Promise.all(Array.from(this.#processes.values(), (each) => each.kill()));
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** One pod: the process of its first container, and what its sidecars would do. */
class Process {
  readonly #pod: Pod;
  readonly #folder: string;
  readonly #addresses: Addresses;
  readonly #programs: Programs;
  readonly #find: (name: string) => Secret | undefined;
  readonly #container: Container;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #isEnding = false;
  log = '';
  reloads = 0;

  constructor(
    pod: Pod,
    folder: string,
    addresses: Addresses,
    programs: Programs,
    find: (name: string) => Secret | undefined,
  ) {
    this.#pod = pod;
    this.#folder = folder;
    this.#addresses = addresses;
    this.#programs = programs;
    this.#find = find;
    this.#container = pod.spec.containers[0]!;
  }

  get name(): string {
    return this.#pod.metadata.name;
  }

  get #address(): string {
    return this.#addresses.of(keyOf(this.#pod));
  }

  start(): void {
    for (const volume of this.#volumes) {
      mkdirSync(join(this.#folder, volume.name), { recursive: true });
      if (volume.secret === undefined) continue;
      this.#write(volume, this.#find(volume.secret.secretName)!); // It was waited for.
    }
    this.#spawn();
  }

  /** A Secret is new: its files are, too, and whoever watches them does what it does. */
  mount(secret: Secret): void {
    if (this.#isEnding || secret.metadata.namespace !== this.#pod.metadata.namespace) return;
    for (const volume of this.#volumes) {
      if (volume.secret?.secretName !== secret.metadata.name) continue;
      if (this.#write(volume, secret)) this.#reload(volume.name);
    }
  }

  async ready(): Promise<void> {
    const probe = this.#container['readinessProbe'] as { httpGet: { path: string; port: string } };
    const { path, port: name } = probe.httpGet;
    const port = this.#container.ports?.find((each) => each['name'] === name)?.containerPort ?? 0;
    const url = `http://${this.#address}:${port}${path}`;
    await until(async () => this.#isEnding || (await statusOf(url)) === 200, 60_000).catch(
      (error: unknown) => {
        throw new Error(`${this.name} is not ready: ${this.log.slice(-2_000)}`, { cause: error });
      },
    );
  }

  /** As a node ends a pod: preStop, SIGTERM, and SIGKILL when the grace is over. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    const seconds = Number(this.#pod.spec['terminationGracePeriodSeconds'] ?? 30);
    const over = setTimeout(() => this.#child?.kill('SIGKILL'), seconds * 1000);
    const { lifecycle } = this.#container as {
      lifecycle?: { preStop?: { exec: { command: string[] } } };
    };
    const command = lifecycle?.preStop?.exec.command;
    if (command !== undefined) {
      const [program, ...args] = this.#command(command);
      await promisify(execFile)(program!, args).catch((error: unknown) => {
        this.log += String(error);
      });
    }
    this.#child?.kill('SIGTERM');
    await this.#ended;
    clearTimeout(over);
  }

  async kill(): Promise<void> {
    this.#isEnding = true;
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  get #volumes(): readonly Volume[] {
    return this.#pod.spec.volumes ?? [];
  }

  #spawn(): void {
    const [program, ...args] = this.#command(this.#container['command'] as string[]);
    const child = spawn(program!, args, {
      cwd: this.#folder,
      env: { ...process.env, ...this.#environment() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const take = (text: Buffer) => (this.log = (this.log + text.toString()).slice(-200_000));
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => {
        this.log += error.message;
        resolve();
      });
      child.once('close', () => {
        resolve();
        // A node starts it again.
        if (!this.#isEnding) setTimeout(() => !this.#isEnding && this.#spawn(), 200).unref();
      });
    });
  }

  #command([name = '', ...args]: readonly string[]): string[] {
    const known = this.#programs[basename(name)];
    if (known === undefined) throw new Error(`no program for ${name} of pod ${this.name}`);
    const variables = this.#environment();
    const expanded = args.map((each) =>
      each.replace(/\$\(([A-Z_]+)\)/g, (_, variable: string) => variables[variable] ?? ''),
    );
    return [...known, ...expanded.map((each) => this.#here(each))];
  }

  #environment(): Record<string, string> {
    const all: Record<string, string> = {};
    for (const { name, value, valueFrom } of (this.#container.env ?? []) as readonly {
      name: string;
      value?: string;
      valueFrom?: { fieldRef?: { fieldPath: string } };
    }[]) {
      const field = valueFrom?.fieldRef?.fieldPath === 'metadata.name' ? this.name : undefined;
      const text = (value ?? field ?? '').replace(
        /\$\(([A-Z_]+)\)/g,
        (_, each: string) => all[each] ?? '',
      );
      all[name] = text;
    }
    return all;
  }

  /** True if something changed. */
  #write({ name }: Volume, secret: Secret): boolean {
    let isChanged = false;
    for (const [key, value] of Object.entries(secret.data ?? {})) {
      const text = Buffer.from(value, 'base64').toString();
      const here = key.endsWith('.conf') ? this.#listeningHere(this.#here(text)) : text;
      const file = join(this.#folder, name, key);
      if (existsSync(file) && readFileSync(file, 'utf8') === here) continue;
      isChanged = true;
      writeFileSync(`${file}.new`, here, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    }
    return isChanged;
  }

  /** What the sidecar does: the process in the pid file is told to read its files again. */
  #reload(volume: string): void {
    const sidecar = this.#pod.spec.containers.find(
      (each) => (each['command'] as readonly string[] | undefined)?.[0] === RELOADER,
    );
    if (sidecar?.volumeMounts?.some(({ name }) => name === volume) !== true) return;
    const command = sidecar['command'] as readonly string[];
    const pidFile = this.#here(command[command.indexOf('-pid') + 1]!);
    this.reloads += 1;
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGHUP');
  }

  /** Paths of mounts and names of pods as they are on this machine. */
  #here(text: string): string {
    const mounts = Array.from(this.#container.volumeMounts ?? []);
    mounts.sort((a, b) => b.mountPath.length - a.mountPath.length);
    const placed = mounts.reduce(
      (all, { name, mountPath }) => all.replaceAll(mountPath, join(this.#folder, name)),
      text,
    );
    return placed.replace(
      /([a-z0-9-]+)\.[a-z0-9-]+-mgmt\.([a-z0-9-]+)\.svc(\.cluster\.local)?/g,
      (_, pod: string, namespace: string) => this.#addresses.of(`${namespace}/${pod}`),
    );
  }

  /** A pod has its addresses for itself; here all servers would want the same ports of all addresses. */
  #listeningHere(conf: string): string {
    const host = `host: "${this.#address}"`;
    const blocks = /^(cluster|gateway|leafnodes|websocket) \{$/gm;
    return `${host}\n${conf.replace(blocks, (line) => `${line}\n  ${host}`)}`;
  }
}

/** An address for each pod by `namespace/name`, from the first mention on. */
class Addresses {
  readonly #network = `127.${10 + Math.floor(Math.random() * 90)}.${Math.floor(Math.random() * 250)}`;
  readonly #known = new Map<string, string>();

  of(pod: string): string {
    const known = this.#known.get(pod) ?? `${this.#network}.${this.#known.size + 1}`;
    this.#known.set(pod, known);
    return known;
  }
}

function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(0));
  });
}

async function until(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms`);
    await pause(50);
  }
}
