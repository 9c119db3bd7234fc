import assert from 'node:assert/strict';
import type { Contender } from './contender.ts';
import { countRuns, measure, type Bench } from './measure.ts';
import type { Run } from './natsload.ts';
import type { Scenario } from './scenarios.ts';

const contenders: readonly Contender[] = ['a', 'b'].map((label) => ({
  label,
  program: label,
  args: ['--flag'],
}));
const plain: Scenario = { name: 'plain', title: '', args: ['plain'], figures: [] };
const paired: Scenario = {
  ...plain,
  args: ['disturbed'],
  paired: { args: ['plain'], of: 'per_s' },
};

/** Servers and natsload runs that only take notes: `+a` starts a, `-a` stops it, `a plain` loads it. */
function notebook(answer: (label: string, args: readonly string[]) => Run = () => ({ per_s: 1 })) {
  const notes: string[] = [];
  const bench: Bench = {
    options: { runs: 2, pairs: 2, seconds: 3 },
    contenders,
    start: async ({ label }) => {
      notes.push(`+${label}`);
      return {
        pid: 7,
        port: 4222,
        version: '',
        stop: async () => void notes.push(`-${label}`),
      };
    },
    startJoined: async ({ label }, joint) => {
      notes.push(`+${label} ${joint}`);
      const stop = async () => void notes.push(`-${label}`);
      return { pid: 7, port: 4222, version: '', partner: { pid: 8, port: 4223 }, stop };
    },
    configFile: async (config) => `${config}.conf`,
    load: async (_, { label }, args, firstPort) => {
      notes.push([label, args[0]!, firstPort].filter((note) => note !== undefined).join(' '));
      return answer(label, args);
    },
  };
  return { notes, bench };
}

describe('bench measure', () => {
  it('warms both up, then alternates, and begins each round with another one', async () => {
    const { notes, bench } = notebook();
    const { results } = await measure(plain, bench);
    assert.deepEqual(notes, [
      ...['+a', 'a plain', '+b', 'b plain'],
      ...['a plain', 'b plain'],
      ...['b plain', 'a plain'],
      ...['-a', '-b'],
    ]);
    assert.deepEqual(
      results.map(({ runs }) => runs.length),
      [2, 2],
    );
  });

  it('pairs each disturbed run with a plain one, and alternates which comes first', async () => {
    const { notes, bench } = notebook((_, args) => ({ per_s: args[0] === 'plain' ? 100 : 80 }));
    const { results } = await measure(paired, { ...bench, contenders: [contenders[0]!] });
    assert.deepEqual(notes, [
      ...['+a', 'a plain'],
      ...['a plain', 'a disturbed'],
      ...['a disturbed', 'a plain'],
      '-a',
    ]);
    assert.deepEqual(
      results[0]!.runs.map((run) => Math.round(run['cost_percent'] as number)),
      [20, 20],
    );
  });

  it('gives its arguments to natsx alone, and the configuration to all', async () => {
    const started: Contender[] = [];
    const { bench } = notebook();
    const servers = [contenders[0]!, { ...contenders[1]!, program: '/usr/sbin/nats-server' }];
    const start: Bench['start'] = (contender) => {
      started.push(contender);
      return bench.start(contender);
    };
    const scenario = { ...plain, natsxArgs: ['--ours'], config: 'text' };
    await measure(scenario, { ...bench, contenders: servers, start });
    assert.deepEqual(
      started.map(({ args }) => args.join(' ')),
      ['--flag --ours -c text.conf', '--flag -c text.conf'],
    );
  });

  it('tells natsload which file the configuration is', async () => {
    const args: (readonly string[])[] = [];
    const { bench } = notebook((_, given) => {
      args.push(given.slice(0, 2));
      return {};
    });
    const scenario = { ...plain, args: ['--nkey', '$CONFIG'], config: 'text' };
    await measure(scenario, { ...bench, contenders: [contenders[0]!] });
    assert.deepEqual(args[0], ['--nkey', 'text.conf']);
  });

  it('starts a new server for each run where memory is measured, without a warm-up', async () => {
    const { notes, bench } = notebook();
    await measure({ ...plain, server: 'fresh' }, { ...bench, contenders: [contenders[0]!] });
    assert.deepEqual(notes, ['+a', 'a plain', '-a', '+a', 'a plain', '-a']);
  });

  it('starts two that are joined, sends the first connection to the other, and counts both', async () => {
    const args: (readonly string[])[] = [];
    const { notes, bench } = notebook((_, given) => {
      args.push(given);
      return {};
    });
    await measure({ ...plain, joint: 'route' }, { ...bench, contenders: [contenders[0]!] });
    assert.deepEqual(notes, ['+a route', ...Array<string>(3).fill('a plain 4223'), '-a']);
    assert.deepEqual(args[0]!.slice(1, 5), ['--port', '4222', '--server-pid', '7,8']);
  });

  it('leaves the start to natsload where that is measured', async () => {
    let seen: readonly string[] = [];
    const { notes, bench } = notebook((_, args) => {
      seen = args;
      return {};
    });
    await measure({ ...plain, server: 'none' }, { ...bench, contenders: [contenders[0]!] });
    assert.deepEqual(notes, ['a plain', 'a plain']);
    assert.deepEqual(seen.slice(seen.indexOf('--')), [
      ...['--', 'a', '--flag', '-a', '127.0.0.1', '-p'],
      seen[2],
    ]);
  });

  it('goes on with the others when one fails, and stops every server', async () => {
    const { notes, bench } = notebook((label) => {
      if (label === 'a') throw new Error('it burns');
      return {};
    });
    const { results } = await measure(plain, bench);
    assert.deepEqual(notes, ['+a', 'a plain', '+b', 'b plain', 'b plain', 'b plain', '-a', '-b']);
    assert.deepEqual(
      results.map(({ error, runs }) => [error, runs.length]),
      [
        ['it burns', 0],
        [undefined, 2],
      ],
    );
  });

  for (const scenario of [plain, paired, { ...plain, server: 'fresh' } as const]) {
    it(`foretells its runs: ${scenario.args[0]!} ${scenario.server ?? 'shared'}`, async () => {
      const { notes, bench } = notebook();
      await measure(scenario, bench);
      const loads = notes.filter((note) => note.includes(' '));
      assert.equal(countRuns(scenario, bench), loads.length);
    });
  }
});
