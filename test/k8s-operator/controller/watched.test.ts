import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { silentLogger } from '../../../src/base/logger.ts';
import { kindNamed } from '../../../src/k8s-operator/controller/kinds.ts';
import { Watched } from '../../../src/k8s-operator/controller/watched.ts';
import type { Manifest } from '../../../src/k8s-operator/kubernetes.ts';
import { json, ScriptedApi, type Asked } from '../../support/scripted-api.ts';

function object(name: string, version: string): Manifest {
  const metadata = { namespace: 'n', name, resourceVersion: version };
  return { apiVersion: 'v1', kind: 'Secret', metadata };
}

describe('Watched', () => {
  let server: ScriptedApi;
  let end: AbortController;
  let running: Promise<void>;
  let secrets: Watched<Manifest>;
  let heard: string[];
  let lists: Manifest[][];
  let watches: { asked: Asked; response: ServerResponse }[];

  beforeEach(async () => {
    [heard, lists, watches] = [[], [[object('a', '1'), object('b', '1')]], []];
    server = await ScriptedApi.start((asked, response) => {
      if (asked.url.searchParams.has('watch')) {
        response.writeHead(200).flushHeaders();
        watches.push({ asked, response });
        return;
      }
      const items = lists.length > 1 ? lists.shift()! : lists[0]!;
      json({ items, metadata: { resourceVersion: '10' } })(asked, response);
    });
    end = new AbortController();
    const kind = kindNamed('Secret');
    secrets = new Watched({ api: server.api, kind, namespace: 'n', logger: silentLogger });
    secrets.onChange((now, before) => {
      const name = (now ?? before)!.metadata.name;
      heard.push(`${before === undefined ? '+' : now === undefined ? '-' : '~'}${name}`);
    });
    running = secrets.run(end.signal);
    await until(() => watches.length === 1);
  });
  afterEach(async () => {
    end.abort();
    await running;
    await server.stop();
  });

  it('lists, and watches from there', () => {
    assert.ok(secrets.isSynced);
    assert.deepEqual(heard, ['+a', '+b']);
    assert.equal(watches[0]?.asked.url.searchParams.get('resourceVersion'), '10');
  });

  it('hears what comes, changes and goes, in whatever pieces', async () => {
    write('ADDED', object('c', '11'), 3);
    write('MODIFIED', object('a', '12'), 7);
    write('DELETED', object('b', '13'));
    await until(() => heard.length === 5);
    assert.deepEqual(heard.slice(2), ['+c', '~a', '-b']);
    assert.equal(secrets.get('n', 'a')?.metadata.resourceVersion, '12');
    assert.equal(secrets.get('n', 'b'), undefined);
  });

  it('goes on from the last version, a bookmark’s too, when the server ends the watch', async () => {
    write('BOOKMARK', object('', '42'));
    watches[0]!.response.end();
    await until(() => watches.length === 2);
    assert.equal(watches[1]?.asked.url.searchParams.get('resourceVersion'), '42');
    assert.deepEqual(heard, ['+a', '+b']);
  });

  it('goes on from there when the connection breaks, too', async () => {
    write('ADDED', object('c', '43'));
    await until(() => heard.length === 3);
    watches[0]!.response.destroy();
    await until(() => watches.length === 2);
    assert.equal(watches[1]?.asked.url.searchParams.get('resourceVersion'), '43');
  });

  it('lists anew when the server has forgotten that version, and notices what went meanwhile', async () => {
    lists.unshift([object('a', '1'), object('d', '50')]);
    watches[0]!.response.end(
      `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } })}\n`,
    );
    await until(() => watches.length === 2);
    assert.deepEqual(heard.slice(2), ['+d', '-b']);
  });

  it('tries again what is not JSON', async () => {
    watches[0]!.response.end('nonsense\n');
    await until(() => watches.length === 2);
  });

  function write(type: string, what: Manifest, cutAt = 0): void {
    const line = `${JSON.stringify({ type, object: what })}\n`;
    const { response } = watches[0]!;
    response.write(line.slice(0, cutAt));
    response.write(line.slice(cutAt));
  }

  async function until(isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + 5_000;
    while (!isSo()) {
      assert.ok(performance.now() < deadline, `waited in vain until ${isSo.toString()}`);
      await pause(2);
    }
  }
});
