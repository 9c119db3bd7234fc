// Servers that are told of one find all; clients learn of all of their cluster.
import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import type { Stage } from './stage.ts';

export async function meshFromOneSeed({ deployment, tell }: Stage): Promise<void> {
  tell(`whole after ${Math.round(await deployment.whole())} ms`);
}

export async function clientsLearnOfAll(stage: Stage): Promise<void> {
  // A server that is alone in its cluster need not tell of itself.
  for (const server of stage.servers.filter((one) => stage.cluster(one).length > 1)) {
    const wanted = stage
      .cluster(server)
      .map(({ address }) => address)
      .toSorted();
    let urls: readonly string[] = [];
    await eventually(
      async () => {
        urls = ((await server.info())['connect_urls'] as string[] | undefined) ?? [];
        return urls.toSorted().join() === wanted.join();
      },
      () => `${server.name} tells of ${urls.join(', ')} instead of ${wanted.join(', ')}`,
    );
    assert.equal(new Set(urls).size, wanted.length);
  }
}
