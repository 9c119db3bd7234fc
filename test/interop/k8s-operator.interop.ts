// `natsx k8s operator` as a program, with the rights that `natsx k8s install` gives it: one leads, another takes over when
// it is killed, and one that is asked to stop hands over at once.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kindNamed } from '../../src/k8s-operator/controller/kinds.ts';
import type { Manifest } from '../../src/k8s-operator/kubernetes.ts';
import type { NatsCluster } from '../../src/k8s-operator/resources.ts';
import { Kubelet } from '../support/kubelet.ts';
import { requireKube, startKube, type RunningKube } from '../support/kube.ts';
import {
  applyAll,
  eventually,
  installOperator,
  operatorToken,
  untilReady,
} from '../support/operated.ts';

const NATSX = fileURLToPath(new URL('../../bin/dev.js', import.meta.url));
const namespace = 'nats-system';

describe('natsx k8s operator', function () {
  this.timeout(180_000);
  let kube: RunningKube;
  let kubelet: Kubelet | undefined;
  let folder: string;
  let kubeconfig: string;
  const running: Operator[] = [];

  before(async function () {
    kube = await startKube(requireKube(this));
    await installOperator(kube.api, namespace);
    kubelet = new Kubelet(kube.api);
    folder = mkdtempSync(join(tmpdir(), 'natsx-operator-'));
    kubeconfig = join(folder, 'kubeconfig');
    const text = kube.kubeconfigFor(await operatorToken(kube.api, namespace));
    writeFileSync(kubeconfig, text, { mode: 0o600 });
  });
  after(async () => {
    await Promise.all(running.map((each) => each.end('SIGKILL')));
    await kubelet?.stop();
    await (kube as RunningKube | undefined)?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('is ready, leads, and does what resources say', async () => {
    const first = await start();
    await first.untilSays(/Leading/);
    assert.equal((await first.probe('/healthz')).status, 200);
    assert.equal((await first.probe('/readyz')).status, 200);
    await applyAll(kube.api, [cluster('one')]);
    await untilReady<NatsCluster>(kube.api, { kind: 'NatsCluster', namespace, name: 'one' });
    const { text } = await first.probe('/metrics');
    assert.match(text, /^natsx_operator_leader 1$/m);
    assert.match(text, /^natsx_operator_resources\{kind="NatsCluster"\} 1$/m);
    assert.match(
      text,
      /^natsx_operator_reconciles_total\{kind="NatsCluster",result="success"\} \d+$/m,
    );
    await eventually('events tell of it', async () => {
      const { items } = await kube.api.list<Manifest>(kindNamed('Event'), namespace);
      const reasons = items.map((each) => each['reason']);
      return ['Applied', 'Running'].every((reason) => reasons.includes(reason));
    });
  });

  it('takes over from one that is killed', async () => {
    const second = await start();
    await second.untilSays(/Waiting for the lead/);
    assert.match((await second.probe('/metrics')).text, /^natsx_operator_leader 0$/m);
    await running[0]!.end('SIGKILL');
    await second.untilSays(/Leading/);
    await applyAll(kube.api, [cluster('two')]);
    await untilReady<NatsCluster>(kube.api, { kind: 'NatsCluster', namespace, name: 'two' });
  });

  it('hands over at once when it is asked to stop', async () => {
    const third = await start();
    await third.untilSays(/Waiting for the lead/);
    assert.equal(await running[1]!.end('SIGTERM'), 0);
    assert.match(running[1]!.log, /Stopped/);
    await third.untilSays(/Leading/);
    await applyAll(kube.api, [cluster('three')]);
    await untilReady<NatsCluster>(kube.api, { kind: 'NatsCluster', namespace, name: 'three' });
    assert.equal(await third.end('SIGTERM'), 0);
  });

  async function start(): Promise<Operator> {
    const operator = new Operator(kubeconfig, await freePort());
    running.push(operator);
    await operator.untilSays(/Probes and metrics/);
    return operator;
  }

  function cluster(name: string): Manifest {
    const metadata = { namespace, name };
    return { apiVersion: 'nats.io/v1alpha2', kind: 'NatsCluster', metadata, spec: { size: 1 } };
  }
});

/** The program, as a process. */
class Operator {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  readonly #port: number;
  log = '';

  constructor(kubeconfig: string, port: number) {
    this.#port = port;
    const args = [
      ...['--import', 'tsx', NATSX, 'k8s', 'operator', '--all-namespaces'],
      ...['--kubeconfig', kubeconfig, '--lease-namespace', namespace],
      ...['--health-host', '127.0.0.1', '--health-port', String(port)],
    ];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on('data', (text: Buffer) => (this.log += text.toString()));
    }
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
  }

  untilSays(text: RegExp): Promise<true> {
    return eventually(`the operator says ${text}`, async () => {
      if (text.test(this.log)) return true as const;
      throw new Error(this.log.slice(-1_000));
    });
  }

  async probe(path: string): Promise<{ status: number; text: string }> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}${path}`);
    return { status: answer.status, text: await answer.text() };
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.#ended;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
