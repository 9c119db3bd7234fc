import assert from 'node:assert/strict';
import { Mappings } from '../../../src/server/account/mapping.ts';
import type { MappingDestination } from '../../../src/server/options/mappings.ts';

function to(destination: string, weight = 100, cluster = ''): MappingDestination {
  return { destination, weight, cluster };
}

describe('Mappings', () => {
  it('leave alone what no source stands for', () => {
    const mappings = new Mappings({ cluster: '' });
    assert.equal(mappings.apply('a'), 'a');
    mappings.add('b.*', [to('c.$1')]);
    for (const subject of ['a', 'b', 'b.x.y', 'b..x', '']) {
      assert.equal(mappings.apply(subject), subject);
      assert.ok(mappings.isDeterministic(subject));
    }
    assert.equal(mappings.apply('b.x'), 'c.x');
  });

  it('map once: what comes out is not mapped again', () => {
    const mappings = new Mappings({ cluster: '' });
    mappings.addAll({ a: [to('b')], b: [to('c')] });
    assert.equal(mappings.apply('a'), 'b');
  });

  it('ask the most specific source, however they were written', () => {
    const sources = ['>', '*.>', '*.b.c', 'a.>', 'a.*.>', 'a.*.c', 'a.b.*', 'a.b.c', 'a.*.*'];
    for (const order of [sources, sources.toReversed(), sources.toSorted()]) {
      const mappings = new Mappings({ cluster: '' });
      for (const source of order) {
        const number = String(sources.indexOf(source));
        mappings.add(source, [to(source.endsWith('>') ? `${number}.>` : number)]);
      }
      const asked = ['a.b.c', 'a.b.x', 'a.x.c', 'a.x.x', 'a.x.x.x', 'a.x', 'x.b.c', 'x.x', 'x'];
      const found = asked.map((subject) => sources[Number.parseInt(mappings.apply(subject))]);
      assert.deepEqual(found, [
        'a.b.c',
        'a.b.*',
        'a.*.c',
        'a.*.*',
        'a.*.>',
        'a.>',
        '*.b.c',
        '*.>',
        '>',
      ]);
    }
  });

  it('take another mapping for the same source, and forget it', () => {
    const mappings = new Mappings({ cluster: '' });
    mappings.add('a.*', [to('b')]);
    assert.equal(mappings.apply('a.x'), 'b');
    mappings.add('a.*', [to('c')]);
    assert.deepEqual([...mappings.sources], ['a.*']);
    assert.equal(mappings.apply('a.x'), 'c');
    assert.ok(mappings.remove('a.*'));
    assert.ok(!mappings.remove('a.*'));
    assert.ok(mappings.isEmpty);
    assert.equal(mappings.apply('a.x'), 'a.x');
  });

  it('keep what they have when they are told nonsense', () => {
    const mappings = new Mappings({ cluster: '' });
    mappings.add('a', [to('b')]);
    assert.throws(() => mappings.add('a', [to('c', 60), to('d', 60)]), /total weight/);
    assert.equal(mappings.apply('a'), 'b');
  });

  it('draw where there is a choice, in the cluster of the server', () => {
    const drawn = [0, 29, 30, 99];
    const random = (): number => drawn.shift()!;
    const mappings = new Mappings({ cluster: 'C', random });
    mappings.add('a', [to('b', 30, 'C'), to('c')]);
    assert.ok(!mappings.isDeterministic('a'));
    const mapped = Array.from({ length: 4 }, () => mappings.apply('a'));
    assert.deepEqual(mapped, ['b', 'b', 'a', 'a']);
    assert.ok(new Mappings({ cluster: '' }).isDeterministic('a'));
  });

  it('lose what is to be lost', () => {
    const mappings = new Mappings({ cluster: '', random: () => 50 });
    mappings.add('a', [to('a', 50)]);
    assert.equal(mappings.apply('a'), '');
  });

  it('hold subjects as the wire does', () => {
    const mappings = new Mappings({ cluster: '' });
    mappings.add('grüße.*', [to('größe.$1')]);
    const wire = (text: string): string => Buffer.from(text).toString('latin1');
    assert.equal(mappings.apply(wire('grüße.ä')), wire('größe.ä'));
    assert.ok(mappings.remove('grüße.*'));
  });
});
