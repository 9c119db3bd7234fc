import assert from 'node:assert/strict';
import type { GivenAccount } from '../../../src/server/options/accounts.ts';
import {
  localPattern,
  serviceImports,
  sharingProblems,
  streamImports,
} from '../../../src/server/options/sharing.ts';

const stream = (account: string, subject: string) => ({ stream: { account, subject } });
const service = (account: string, subject: string) => ({ service: { account, subject } });

describe('sharingProblems', () => {
  const right: Record<string, GivenAccount>[] = [
    { A: { exports: [{ stream: 'a.>' }] }, B: { imports: [stream('A', 'a.b')] } },
    { A: { exports: [{ stream: 'a', accounts: ['B'] }] }, B: { imports: [stream('A', 'a')] } },
    // Nobody named is everybody.
    { A: { exports: [{ stream: 'a', accounts: [] }] }, B: { imports: [stream('A', 'a')] } },
    {
      A: { exports: [{ stream: 'a.*', accountTokenPosition: 2 }] },
      B: { imports: [stream('A', 'a.B')] },
    },
    {
      A: { exports: [{ stream: 'a.*.*' }, { service: 'q.*.*' }] },
      B: {
        imports: [
          { ...stream('A', 'a.*.*'), to: 'x.$2.{{wildcard(1)}}' },
          { ...service('A', 'q.*.*'), to: 'x.$2.$1' },
        ],
      },
    },
    // The same service under two names.
    {
      A: { exports: [{ service: 'q' }] },
      B: { imports: [service('A', 'q'), { ...service('A', 'q'), to: 'p' }] },
    },
    // Two that import from each other, but not what they give.
    {
      A: { exports: [{ stream: 'a' }], imports: [stream('B', 'b')] },
      B: { exports: [{ stream: 'b' }], imports: [stream('A', 'a')] },
    },
  ];
  for (const accounts of right) {
    it(`finds nothing in ${JSON.stringify(accounts)}`, () => {
      assert.deepEqual(sharingProblems(Object.entries(accounts), true), []);
    });
  }

  const wrong: [Record<string, GivenAccount>, string][] = [
    [
      { A: {}, B: { imports: [stream('A', 'a')] } },
      'Error adding stream import "a": stream import not authorized',
    ],
    [
      { A: { exports: [{ stream: 'a.b' }] }, B: { imports: [stream('A', 'a.>')] } },
      'Error adding stream import "a.>": stream import not authorized',
    ],
    [
      { A: { exports: [{ stream: 'a', accounts: ['C'] }] }, B: { imports: [stream('A', 'a')] } },
      'Error adding stream import "a": stream import not authorized',
    ],
    [
      {
        A: { exports: [{ stream: 'a.*', accountTokenPosition: 2 }] },
        B: { imports: [stream('A', 'a.C')] },
      },
      'Error adding stream import "a.C": stream import not authorized',
    ],
    [
      { A: { exports: [{ stream: 'a.b', accountTokenPosition: 2 }] } },
      'Error adding stream export "a.b": invalid subject',
    ],
    [
      {
        A: { exports: [{ stream: 'a' }] },
        B: { imports: [stream('A', 'a'), { ...stream('A', 'a'), to: 'b' }] },
      },
      'Error adding stream import "a": stream import already exists',
    ],
    [
      {
        A: { exports: [{ stream: 'a' }] },
        B: { imports: [{ ...stream('A', 'a'), prefix: 'p.*' }] },
      },
      'Error adding stream import "a": stream import prefix can not contain wildcard tokens',
    ],
    [
      {
        A: { exports: [{ stream: 'a.*' }] },
        B: { imports: [{ ...stream('A', 'a.*'), to: 'b' }] },
      },
      'Error adding stream import "a.*": failed to create mapping transform for stream import subject from "a.*" to "b": invalid mapping destination: not using all of the token wildcard(s) in b',
    ],
    [
      { A: {}, B: { imports: [service('A', 'q')] } },
      'Error adding service import "q": service import not authorized',
    ],
    [
      {
        A: { exports: [{ service: 'q.*' }] },
        B: { imports: [{ ...service('A', 'q.*'), to: 'p' }] },
      },
      'Error adding service import "q.*": failed to create mapping transform for service import subject from "p" to "q.*": invalid mapping destination: not using all of the token wildcard(s) in p',
    ],
    [
      {
        A: { exports: [{ service: 'q.*' }] },
        B: {
          imports: [
            { ...service('A', 'q.*'), to: 'p.$1' },
            { ...service('A', 'q.*'), to: 'p.*' },
          ],
        },
      },
      'Error adding service import "q.*": duplicate service import subject "p.*", previously used in import for account "A", subject "q.*"',
    ],
    [
      {
        A: { exports: [{ stream: '>' }], imports: [stream('B', 'a')] },
        B: { exports: [{ stream: '>' }], imports: [stream('A', 'a')] },
      },
      'Error adding stream import "a": import forms a cycle: B -> A -> B',
    ],
    [
      {
        A: { exports: [{ service: '>' }], imports: [service('B', 'a')] },
        B: { exports: [{ service: '>' }], imports: [service('C', 'a')] },
        C: { exports: [{ service: '>' }], imports: [service('A', 'a')] },
      },
      'Error adding service import "a": import forms a cycle: C -> A -> B -> C',
    ],
    [
      { A: { exports: [{ service: 'q', latency: { subject: 'q' } }] } },
      'Error adding service latency sampling for "q" on subject "q": invalid publish subject',
    ],
    [
      { A: { exports: [{ service: 'q', responseType: 'stream', latency: { subject: 'l' } }] } },
      'Error adding service latency sampling for "q" on subject "l": bad service response type',
    ],
  ];
  for (const [accounts, problem] of wrong) {
    it(`finds ${problem}`, () => {
      assert.deepEqual(sharingProblems(Object.entries(accounts), true), [problem]);
    });
  }

  it('wants a system account for latency', () => {
    const A = { exports: [{ service: 'q', latency: { subject: 'l' } }] };
    assert.deepEqual(sharingProblems([['A', A]], false), [
      'Error adding service latency sampling for "q": system account not setup',
    ]);
  });

  it('ends its search for cycles after 1024 accounts', () => {
    const accounts: [string, GivenAccount][] = [];
    for (let number = 0; number < 1_500; number++) {
      const imports = number === 0 ? [] : [service(`A${number - 1}`, 'a')];
      accounts.push([`A${number}`, { exports: [{ service: 'a' }], imports }]);
    }
    const [problem] = sharingProblems(accounts, true);
    assert.equal(problem, 'Error adding service import "a": search cycle depth exhausted');
  });
});

describe('imports', () => {
  it('have local subjects', () => {
    const locals = streamImports([
      stream('A', 'a'),
      { ...stream('A', 'a'), prefix: 'p' },
      { ...stream('A', 'a'), prefix: 'p.' },
      { ...stream('A', 'a.*'), to: 'b.$1' },
      service('A', 'q'),
    ]);
    assert.deepEqual(
      locals.map(({ local }) => local),
      ['a', 'p.a', 'p.a', 'b.$1'],
    );
    const services = serviceImports([service('A', 'q'), { ...service('A', 'q'), to: 'p' }]);
    assert.deepEqual(
      services.map(({ local }) => local),
      ['q', 'p'],
    );
  });

  it('have a pattern of their local subjects', () => {
    assert.equal(localPattern('a.$1.{{wildcard(2)}}.b.>'), 'a.*.*.b.>');
    assert.equal(localPattern('{{nothing(1)}}'), '{{nothing(1)}}');
  });
});
