import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadOptionalParts } from '../../src/server/optional-parts.ts';
import { completeOptions } from '../../src/server/options/options.ts';
import { TestOperator } from '../support/operator.ts';

const SOURCES = join(import.meta.dirname, '../../src');

describe('the optional parts of a server', () => {
  it('are not loaded where nobody asks for them', async () => {
    const parts = await loadOptionalParts(completeOptions({}));
    assert.ok(
      Object.values(parts).every((part) => part === undefined),
      Object.keys(parts).join(),
    );
  });

  it('are loaded for trusted keys, and for services that decide who comes in', async () => {
    const trusting = completeOptions({ trustedKeys: [new TestOperator().key.publicKey] });
    const { operators, callouts } = await loadOptionalParts(trusting);
    assert.ok(operators?.OperatorMode !== undefined && callouts?.Callout !== undefined);
  });

  it('are imported by nothing that every server loads', () => {
    const loaded = loadedBy('server/server.ts');
    const optional = ['operator-mode', 'idle-resolver']
      .map((name) => `server/${name}.ts`)
      .concat(filesIn('server/account/resolver'), filesIn('server/monitor').filter(isHttp))
      .concat(['server/auth/callout.ts', 'server/auth/jwt-door.ts', 'server/system/claims.ts']);
    assert.deepEqual(
      optional.filter((file) => loaded.has(file)),
      [],
    );
    assert.ok(loaded.has('server/client/clients.ts'));
  });
});

function isHttp(file: string): boolean {
  return file.endsWith('/http.ts');
}

function filesIn(folder: string): string[] {
  return readdirSync(join(SOURCES, folder)).map((name) => `${folder}/${name}`);
}

/** What is loaded with a source: all that it imports, and what that imports, types and dynamic imports aside. */
function loadedBy(source: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(source)) return loaded;
  loaded.add(source);
  const text = readFileSync(join(SOURCES, source), 'utf8');
  for (const [, path] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)';$/gm)) {
    loadedBy(join(dirname(source), path!).replaceAll('\\', '/'), loaded);
  }
  return loaded;
}
