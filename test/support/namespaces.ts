// A network of this machine's own: each server in a network namespace, all at one switch, and rules that drop what one
// sends to another. What is dropped is not answered: to both sides the other is silent, as behind a broken line. It takes
// Linux, iproute2 and root.
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import type { Place } from './topology.ts';

const run = promisify(execFile);

/** Before the rule that finds a machine's own addresses, which is moved behind. */
const [DROP, OWN_ADDRESSES] = ['10', '100'];

export class Namespaces implements AsyncDisposable {
  /** Where each server is, by name. */
  readonly places: ReadonlyMap<string, Place>;
  readonly #bridge: string;
  readonly #dropped: (readonly [namespace: string, from: string])[] = [];
  readonly #removeOnExit = (): void => this.#removeNow();

  /** Makes a namespace for each name; this process reaches all of them. */
  static async create(names: readonly string[]): Promise<Namespaces> {
    await removeForgotten();
    const bridge = `natsx${process.pid}`;
    const network = await freeNetwork();
    const places = names.map((name, at): [string, Place] => [
      name,
      placeIn(`${bridge}-${name}`, `${network}.${at + 1}`),
    ]);
    const namespaces = new Namespaces(bridge, new Map(places));
    process.once('exit', namespaces.#removeOnExit);
    try {
      await ip('link', 'add', bridge, 'type', 'bridge');
      await ip('addr', 'add', `${network}.254/24`, 'dev', bridge);
      await ip('link', 'set', bridge, 'up');
      for (const [at, [, place]] of places.entries()) await connect(bridge, at, place);
      return namespaces;
    } catch (error) {
      await namespaces.remove();
      throw error;
    }
  }

  private constructor(bridge: string, places: ReadonlyMap<string, Place>) {
    this.#bridge = bridge;
    this.places = places;
  }

  /** From now on nothing gets through between a server of one side and one of the other. */
  async cut(side: readonly string[], otherSide: readonly string[]): Promise<void> {
    for (const name of side) {
      for (const other of otherSide) {
        await this.#drop(name, other);
        await this.#drop(other, name);
      }
    }
  }

  /** Everything gets through again. */
  async heal(): Promise<void> {
    for (const [namespace, from] of this.#dropped.splice(0)) {
      await ip('-n', namespace, 'rule', 'del', 'pref', DROP, 'from', from);
    }
  }

  async remove(): Promise<void> {
    process.off('exit', this.#removeOnExit);
    for (const args of this.#removals()) await tolerantly(ip(...args));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }

  async #drop(to: string, from: string): Promise<void> {
    const [namespace, address] = [nameOf(this.places.get(to)!), this.places.get(from)!.host];
    await ip('-n', namespace, 'rule', 'add', 'pref', DROP, 'from', address, 'blackhole');
    this.#dropped.push([namespace, address]);
  }

  /** The cables first: a namespace lives on until its last socket is gone, and with it its end of the cable. */
  #removals(): readonly (readonly string[])[] {
    const places = [...this.places.values()];
    return [
      ...places.map((_, at) => ['link', 'del', `${this.#bridge}.${at}`]),
      ...places.map((place) => ['netns', 'del', nameOf(place)]),
      ['link', 'del', this.#bridge],
    ];
  }

  #removeNow(): void {
    for (const args of this.#removals()) {
      try {
        execFileSync('ip', [...args], { stdio: 'ignore' });
      } catch {
        // It was not made yet, or is gone already.
      }
    }
  }
}

/** Why there can be no namespaces here; `undefined` if there can. */
export async function whyNoNamespaces(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'no network namespaces but on Linux';
  const name = `natsx${process.pid}-try`;
  try {
    await ip('netns', 'add', name);
    await ip('netns', 'del', name);
    return undefined;
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') return 'no program "ip" on the PATH';
    return `no network namespaces: ${stderr?.trim() ?? String(error)}`;
  }
}

/** One end of a cable at the bridge, the other in a namespace of its own. */
async function connect(bridge: string, at: number, place: Place): Promise<void> {
  const [namespace, cable] = [nameOf(place), `${bridge}.${at}`];
  await ip('netns', 'add', namespace);
  await ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
  await ip('link', 'set', cable, 'master', bridge, 'up');
  const inside = (...args: readonly string[]) => ip('-n', namespace, ...args);
  await inside('addr', 'add', `${place.host}/24`, 'dev', 'eth0');
  await inside('link', 'set', 'eth0', 'up');
  await inside('link', 'set', 'lo', 'up');
  await inside('rule', 'add', 'pref', OWN_ADDRESSES, 'lookup', 'local');
  await inside('rule', 'del', 'pref', '0');
}

function placeIn(namespace: string, host: string): Place {
  return {
    host,
    clientPort: 4222,
    monitorPort: 8222,
    routePort: 6222,
    gatewayPort: 7222,
    leafPort: 7422,
    runIn: ['ip', 'netns', 'exec', namespace],
  };
}

function nameOf({ runIn }: Place): string {
  return runIn.at(-1)!;
}

/** The first three numbers of an unused network, of those that are for tests of networks (RFC 2544). */
async function freeNetwork(): Promise<string> {
  for (;;) {
    const network = `198.18.${randomInt(256)}`;
    const { stdout } = await ip('-4', 'addr', 'show', 'to', `${network}.0/24`);
    if (stdout.trim() === '') return network;
  }
}

/** Removes what runs left behind that were killed. */
async function removeForgotten(): Promise<void> {
  const isForgotten = (name: string): boolean => {
    const pid = /^natsx(\d+)/.exec(name)?.[1];
    return pid !== undefined && !existsSync(`/proc/${pid}`);
  };
  const { stdout: namespaces } = await ip('netns', 'list');
  for (const line of namespaces.split('\n')) {
    const [name = ''] = line.split(' ');
    if (isForgotten(name)) await tolerantly(ip('netns', 'del', name));
  }
  const { stdout: bridges } = await ip('-o', 'link', 'show', 'type', 'bridge');
  for (const [, name = ''] of bridges.matchAll(/^\d+: ([^:@]+)/gm)) {
    if (isForgotten(name)) await tolerantly(ip('link', 'del', name));
  }
}

function ip(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return run('ip', args);
}

/** What is to be removed may be gone, or never have come. */
async function tolerantly(removal: Promise<unknown>): Promise<void> {
  await removal.catch(() => undefined);
}
