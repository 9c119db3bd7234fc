import { readFileSync } from 'node:fs';
import { Catalog } from './catalog.ts';
import { catalogFromManifest, type Manifest, type Topic } from './from-manifest.ts';

/** The catalog as the committed manifest has it, for programs that are run from the sources. */
export function catalogFromSources(): Catalog {
  const manifest = readJson('oclif.manifest.json') as Manifest;
  const { oclif } = readJson('package.json') as {
    readonly oclif: { readonly topics: Readonly<Record<string, Topic>> };
  };
  return new Catalog(catalogFromManifest(manifest, oclif.topics));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));
}
