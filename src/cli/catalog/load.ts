import { readFileSync } from 'node:fs';
import { Catalog, type CatalogData } from './catalog.ts';

/** The catalog that was built with the package. */
export function loadCatalog(file: string | URL): Catalog {
  return new Catalog(JSON.parse(readFileSync(file, 'utf8')) as CatalogData);
}
