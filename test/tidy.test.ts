// Rules of the house that no compiler knows (ARCHITECTURE.md has the reasons). Each failure lists file, line and text.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** The data plane: it runs from the socket's event to the last queued byte without waiting for anything. */
const DATA_PLANE =
  /^src\/(protocol|subject|server\/(connection|delivery|client|fastpath|websocket))\//;

/** Loads the kernel from its file, before there is a server. */
const LOADER = 'src/server/fastpath/wasm-kernel.ts';

/** Folders that stand for a program and may touch the process. */
const PROGRAMS = /^src\/(cli|commands)\//;

/** Sources without a test of their own, and why. */
const UNTESTED: Readonly<Record<string, string>> = {
  'src/index.ts': 'only exports what others define',
  'src/nkeys/index.ts': 'only exports what its neighbours define',
  'src/protocol/closed-state.ts': 'types only',
  'src/protocol/message.ts': 'a record; the parser fills it',
  'src/server/callout-server.ts': 'auth/callout.integration.ts is asked by it',
  'src/server/client/client-context.ts': 'types only',
  'src/server/client/client-info.ts': 'clients.test.ts and server.integration.ts read it',
  'src/server/deployment.ts': 'route/routes.integration.ts and test/matrix go through it',
  'src/server/departure.ts': 'server.integration.ts and lame-duck.integration.ts go through it',
  'src/server/inside.ts': 'each test with a server is in it',
  'src/server/logins.ts': 'reload.integration.ts and operator-mode.integration.ts go through it',
  'src/server/monitoring.ts': 'monitor/watched-server.integration.ts opens it',
  'src/server/ports/connection-registry.ts': 'types only',
  'src/server/server-control.ts': 'system/duties.integration.ts has it do each thing',
  'src/server/start-log.ts': 'test/cli/server-process.integration.ts reads it',
  'src/server/start-settings.ts': 'types only',
  'src/server/auth/callout-answer.ts': 'callout.integration.ts has services answer',
  'src/server/auth/callout-request.ts': 'test/interop/auth-callout compares requests',
  'src/server/auth/callout-users.ts': 'callout.integration.ts lets them in',
  'src/server/auth/certificate-users.ts': 'authenticator.test.ts shows certificates',
  'src/server/auth/doors.ts': 'authenticator.test.ts goes through each',
  'src/server/auth/users.ts': 'authenticator.test.ts makes them',
  'src/server/connection/fast-road.ts': 'types only',
  'src/server/connection/handshake.ts': 'types only',
  'src/server/connection/negotiating-transport.ts':
    'tls-transport and peers/dialed-transport.integration.ts come out of it',
  'src/server/connection/subscription.ts': 'types only',
  'src/server/connection/websocket-state.ts': 'types only',
  'src/server/delivery/plan.ts': 'types only',
  'src/server/gateway/commands.ts': 'numbers only',
  'src/server/gateway/gateway-connection.ts': 'what inbound and outbound ones have in common',
  'src/server/gateway/own-interest.ts': 'inbound-gateway.integration.ts reads its lines',
  'src/server/monitor/server-view.ts': 'types only',
  'src/server/system/claims-sync.ts': 'test/interop/claims-sync.interop.ts has servers share',
  'src/server/leafnode/accepted-leaf.ts': 'leafnodes.integration.ts lets them in',
  'src/server/leafnode/dial-websocket.ts': 'leafnodes.integration.ts connects by it',
  'src/server/leafnode/dialed-leaf.ts': 'leafnodes.integration.ts connects them',
  'src/server/leafnode/leaf-connection.ts': 'leafnodes.integration.ts is about it',
  'src/server/leafnode/leaf-gate.ts': 'leafnodes.integration.ts comes in by each door',
  'src/server/leafnode/proxy-tunnel.ts': 'leafnodes.integration.ts goes through one',
  'src/server/leafnode/remote.ts': 'leafnodes.integration.ts loses and finds hubs',
  'src/server/route/solicitor.ts': 'test/matrix has servers find and lose each other',
  'src/server/websocket/open-websocket.ts': 'leafnode/leafnodes.integration.ts connects by it',
  'src/system-client/connections.ts': 'deployment-tools.interop.ts reports on them',
  'src/system-client/endpoints.ts': 'types only',
  'src/system-client/overview.ts': 'test/cli/system/ping.integration.ts looks around',
  'src/system-client/server-identity.ts': 'types only',
  'src/up/engine.ts': 'types only',
};

describe('The house', () => {
  const sources = filesIn('src').filter((file) => file.endsWith('.ts'));
  const tests = filesIn('test');

  it('has sources to look at', () => {
    assert.ok(sources.length > 30 && tests.length > 30);
  });

  it('spells the line end of the protocol in protocol/ and fastpath/ alone', () => {
    const isAllowed = (file: string): boolean => /^src\/(protocol|server\/fastpath)\//.test(file);
    deny(
      sources.filter((file) => !isAllowed(file)),
      /\\r\\n/,
      {
        // nats.go's header lines, credentials made on Windows, and nats-account-server's text of a JWT.
        allowed: [/^src\/(nats-client|nkeys|cli)\//, /^src\/account-server\/decoded\.ts$/],
        // Taken apart with a class of characters: no line end is written.
        except: /\[[^\]]*\\r\\n[^\]]*\]|'\\r\\?\\n/,
      },
    );
  });

  it('waits for nothing in the data plane', () => {
    const plane = sources.filter((file) => DATA_PLANE.test(file) && file !== LOADER);
    assert.ok(plane.length > 10);
    deny(plane, /\basync\b|\bawait\b/);
  });

  it('leaves the process to the programs', () => {
    const below = sources.filter((file) => !PROGRAMS.test(file));
    deny(below, /\bprocess\.(env|argv|std|exit|on\b|once\b|chdir|cwd)|\bconsole\./);
  });

  it('keeps no state of its own in the server: several live in one process', () => {
    // What WebAssembly declares at the top belongs to the instance: each server has its own.
    const server = sources.filter(
      (file) => file.startsWith('src/server/') && !file.includes('/assembly/'),
    );
    deny(server, /^(export )?(let|var) /);
  });

  it('has no folder for everything', () => {
    const odd = [...sources, ...tests].filter((file) =>
      /(^|\/)(utils?|common|helpers?|types|misc)(\/|\.)/.test(file),
    );
    assert.deepEqual(odd, []);
  });

  it('tests each source in a file of the same name, or in one that imports it', () => {
    const imported = importsOf(tests);
    const without = sources.filter((file) => {
      if (file in UNTESTED || hasNoCode(file) || isRunAsProgram(file) || imported.has(file))
        return false;
      const name = file.replace(/^src\//, 'test/').replace(/\.ts$/, '');
      return !['test', 'integration', 'interop'].some((kind) =>
        tests.includes(`${name}.${kind}.ts`),
      );
    });
    assert.deepEqual(without, [], 'write a test, or say in UNTESTED why there is none');
  });

  it('makes no exception for a source that has a test, or is gone', () => {
    const idle = Object.keys(UNTESTED).filter((file) => {
      const test = file.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');
      return !sources.includes(file) || tests.includes(test);
    });
    assert.deepEqual(idle, []);
  });

  it('names no place that only one machine has', () => {
    const texts = [...sources, ...tests, ...filesIn('bin'), ...filesIn('docs')].filter(
      (file) => file !== 'test/tidy.test.ts' && /\.(ts|js|cjs|mjs|md|sh|json)$/.test(file),
    );
    deny(texts, /\/work\/|\/home\/\w|\/Users\/\w|\/root\/|\/tmp\/w\b|\.mirror\b/);
  });
});

/** Declarations of what others wrote. */
function hasNoCode(file: string): boolean {
  return file.endsWith('.d.ts');
}

/**
 * Pieces of a program: its tests run it. The actions of nsc are run by those of its commands, test/commands/nsc; the
 * account server and the auth callout service are run whole, test/account-server and test/auth-callout; clusters are
 * rendered whole, test/k8s-operator, and kept whole by the controller, test/interop/k8s-*. Kernels in AssemblyScript are compared with their twins in TypeScript.
 */
function isRunAsProgram(file: string): boolean {
  const isAction = /^src\/nsc\/(?!store\/|values\/)/.test(file);
  const isService = /^src\/(account-server|auth-callout)\//.test(file);
  const isOfClusters = file.startsWith('src/k8s-operator/');
  const isKernel = file.includes('/assembly/');
  return PROGRAMS.test(file) || isAction || isService || isOfClusters || isKernel;
}

/** The sources that these tests import. */
function importsOf(tests: readonly string[]): Set<string> {
  const imported = new Set<string>();
  for (const file of tests.filter((test) => test.endsWith('.ts'))) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const [, path] of text.matchAll(/from '((?:\.\.\/)+src\/[^']+)'/g)) {
      imported.add(join(file, '..', path!).replaceAll('\\', '/'));
    }
  }
  return imported;
}

/** Fails with every line of `files` that matches `pattern`, comments aside. */
function deny(
  files: readonly string[],
  pattern: RegExp,
  { allowed = [], except }: { allowed?: readonly RegExp[]; except?: RegExp } = {},
): void {
  const found: string[] = [];
  for (const file of files) {
    if (allowed.some((folder) => folder.test(file))) continue;
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .forEach((line, at) => {
        if (/^\s*(\*|\/\*|\/\/)/.test(line) || !pattern.test(line)) return;
        if (except?.test(line) === true) return;
        found.push(`${file}:${at + 1}: ${line.trim()}`);
      });
  }
  assert.deepEqual(found, []);
}

/** Paths of all files below `folder`, from the root on, with `/`. */
function filesIn(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(ROOT.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}
