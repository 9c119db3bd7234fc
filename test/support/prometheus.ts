// Reads Prometheus' text format as strictly as its page describes it, https://prometheus.io/docs/instrumenting/exposition_formats:
// what a scraper would refuse, or take for something else, is thrown.
import assert from 'node:assert/strict';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface MetricFamily {
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped';
  readonly help: string;
  readonly samples: readonly Sample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"(,|(?=\}))/;
const VALUE = /^[+-]?(\d+(\.\d*)?([eE][+-]?\d+)?|Inf|NaN)$/;
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];

/** The metrics of an answer by their names. */
export function parsePrometheus(text: string): Map<string, MetricFamily> {
  assert.ok(text.endsWith('\n'), 'the last line has no end');
  const families = new Map<string, MetricFamily & { readonly samples: Sample[] }>();
  const helps = new Map<string, string>();
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      assert.ok(!helps.has(name), `a second HELP: ${line}`);
      assert.doesNotMatch(rest, /\\(?![\\n])/, line);
      helps.set(name, rest);
    } else if (kind === 'TYPE') {
      assert.ok(!families.has(name), `a second TYPE, or samples apart: ${line}`);
      assert.ok(TYPES.includes(rest), line);
      const type = rest as MetricFamily['type']; // One of TYPES.
      families.set((current = name), { type, help: helps.get(name) ?? '', samples: [] });
    } else if (line !== '' && !line.startsWith('#')) {
      const { name: metric, ...sample } = parseSample(line);
      assert.equal(metric, current, `a sample among those of ${current}: ${line}`);
      const { samples } = families.get(current)!;
      const isTwice = samples.some(
        ({ labels }) => JSON.stringify(labels) === JSON.stringify(sample.labels),
      );
      assert.ok(!isTwice, `a second sample with these labels: ${line}`);
      samples.push(sample);
    }
  }
  return families;
}

function parseSample(line: string): Sample & { readonly name: string } {
  const name = NAME.exec(line)?.[0];
  assert.ok(name !== undefined, `no name: ${line}`);
  let rest = line.slice(name.length);
  const labels: Record<string, string> = {};
  if (rest.startsWith('{')) {
    rest = rest.slice(1);
    while (!rest.startsWith('}')) {
      const found = LABEL.exec(rest);
      assert.ok(found !== null, `no label: ${line}`);
      const [whole, label, value] = found;
      assert.ok(!Object.hasOwn(labels, label!), `a label twice: ${line}`);
      labels[label!] = value!.replace(/\\(.)/g, (_, escaped: string) =>
        escaped === 'n' ? '\n' : escaped,
      );
      rest = rest.slice(whole.length);
    }
    rest = rest.slice(1);
  }
  assert.match(rest, /^[ \t]+\S+$/, `a value alone: ${line}`); // Ours have no timestamps.
  const value = rest.trim();
  assert.match(value, VALUE, line);
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) };
}
