import assert from 'node:assert/strict';
import { everyEngine, everyKind, everySize, planOf, type PlanOptions } from './plan.ts';
import { ofClusters } from './scenarios.ts';

const { peaceful, faults } = ofClusters;

const everything: PlanOptions = {
  ...{ seed: 1, isWhole: true, sizes: everySize, engines: everyEngine, kinds: everyKind },
};

function rowsOf(options: Partial<PlanOptions> = {}): string[] {
  return planOf({ ...everything, ...options }).clusters.map(({ engines }) => engines.join(' '));
}

describe('the plan of the matrix', () => {
  it('has natsx in every cluster', () =>
    assert.deepEqual(
      rowsOf().filter((row) => !row.includes('natsx')),
      [],
    ));

  it('has every order of natsx and one kind of nats-server among two and three', () => {
    const rows = new Set(rowsOf());
    for (const name of ['old', 'current']) {
      assert.ok(rows.has(`natsx ${name}`) && rows.has(`${name} natsx`));
      for (const shape of ['nnp', 'npn', 'pnn', 'npp', 'pnp', 'ppn']) {
        const row = shape.replaceAll('n', 'natsx ').replaceAll('p', `${name} `).trim();
        assert.ok(rows.has(row), row);
      }
    }
    assert.ok(rows.has('natsx natsx natsx natsx natsx'));
  });

  it('has clusters of nats-server alone where natsx is not wanted', () =>
    assert.deepEqual([...new Set(rowsOf({ engines: ['old'], sizes: [2] }))], ['old old']));

  it('has all ways to let servers in for clusters of natsx', () => {
    const ours = planOf(everything).clusters.filter(
      ({ engines }) => engines.join() === 'natsx,natsx',
    );
    assert.equal(new Set(ours.map(({ security }) => security)).size, 4);
  });

  it('is repeated by its seed', () => {
    const sample = (seed: number) => planOf({ ...everything, isWhole: false, seed });
    assert.deepEqual(sample(7), sample(7));
    assert.notDeepEqual(sample(7), sample(8));
  });

  it('has in its sample a cluster of ours, one with each nats-server, and all peaceful scenarios', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { clusters, partitioned } = planOf({ ...everything, isWhole: false, seed });
      assert.equal(clusters.length, 3);
      assert.deepEqual([...new Set(clusters[0]!.engines)], ['natsx']);
      assert.ok(clusters[1]!.engines.includes('old') && clusters[2]!.engines.includes('current'));
      for (const { scenarios } of clusters) assert.equal(scenarios.length, peaceful.length + 1);
      assert.equal(new Set(clusters.map(({ scenarios }) => scenarios.at(-1))).size, faults.length);
      assert.equal(partitioned.length, 1);
    }
  });

  it('has super-clusters of one kind, of one kind each, and mixed inside', () => {
    const { superclusters } = planOf(everything);
    const rows = superclusters.map(({ engines }) => engines.join(' '));
    const named = superclusters.map(
      ({ topology, engines }) => `${topology.name}: ${engines.join()}`,
    );
    for (const row of [
      'natsx natsx natsx natsx',
      'natsx natsx old old',
      'current current natsx natsx',
      'natsx old natsx old',
    ]) {
      assert.ok(rows.includes(row), row);
    }
    assert.equal(new Set(named).size, named.length);
  });

  it('has natsx as hub and as leaf', () => {
    const rows = planOf(everything).leafnodes.map(({ engines }) => engines.join(' '));
    for (const row of ['natsx natsx', 'natsx old', 'old natsx', 'current natsx']) {
      assert.ok(rows.includes(row), row);
    }
  });
});
