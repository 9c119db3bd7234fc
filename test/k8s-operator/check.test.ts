import assert from 'node:assert/strict';
import { check, ResourceError } from '../../src/k8s-operator/check.ts';
import {
  choice,
  decimal,
  flag,
  foreign,
  integer,
  keyedList,
  list,
  map,
  object,
  partly,
  quantity,
  text,
} from '../../src/k8s-operator/schema.ts';

const SCHEMA = object(
  'A thing.',
  {
    size: integer('How many there are.', { minimum: 1, maximum: 9 }),
    write_deadline: text('How long.', '5s', { pattern: '^[0-9]+s$' }),
    name: text('Its name.', 'a', { minLength: 1, maxLength: 3 }),
    when: text('When.', '2026-01-31T12:00:00Z', { format: 'date-time' }),
    colour: choice('Its colour.', ['red', 'blue']),
    isOn: flag('Whether it is on.'),
    timeout: decimal('Seconds.', { minimum: 0 }),
    memory: quantity('How much.'),
    tags: list(text('A tag.'), 'Tags.', { minItems: 1, maxItems: 2 }),
    labels: map(text('A value.'), 'Labels.'),
    keys: keyedList(object('A key.', { name: text('Its name.') }, ['name']), 'name', 'Keys.'),
    pod: partly('A pod.', { image: text('Its image.') }),
    any: foreign('Anything.'),
  },
  ['size'],
);

describe('check', () => {
  it('has nothing to say of what is right', () => {
    const right = {
      size: 3,
      write_deadline: '5s',
      name: 'abc',
      when: '2026-11-22T20:00:00Z',
      colour: 'blue',
      isOn: false,
      timeout: 1.5,
      memory: '1Gi',
      tags: ['a'],
      labels: { 'a.b/c': 'd' },
      keys: [{ name: 'a' }, { name: 'b' }],
      pod: { image: 'nats', whatever: [1] },
      any: { thing: true },
    };
    assert.deepEqual(check(SCHEMA, right, 'spec'), []);
    assert.deepEqual(check(SCHEMA, { size: 1, memory: 2, tags: undefined }, 'spec'), []);
  });

  const wrong: [string, object, string, RegExp][] = [
    ['a field that is missing', {}, 'spec.size', /is missing: how many there are\. Add it\./],
    ['a field that there is not', { foo: 1 }, 'spec.foo', /no such field; remove it\.$/],
    [
      'one that is nearly there',
      { writeDeadline: 1 },
      'spec.writeDeadline',
      /or write write_deadline\.$/,
    ],
    ['one of Object', { toString: 1 }, 'spec.toString', /no such field/],
    ['a field that is empty', { name: null }, 'spec.name', /is empty; write a value or remove it/],
    ['text for a number', { size: '3' }, 'spec.size', /whole number/],
    ['a fraction', { size: 1.5 }, 'spec.size', /whole number/],
    ['too few', { size: 0 }, 'spec.size', /at least 1/],
    ['too many', { size: 10 }, 'spec.size', /at most 9/],
    ['a number for text', { name: 2.1 }, 'spec.name', /put it in quotes if it looks like a number/],
    ['an empty text', { name: '' }, 'spec.name', /is empty/],
    ['a long text', { name: 'abcd' }, 'spec.name', /at most 3 letters/],
    ['text of another form', { write_deadline: '5' }, 'spec.write_deadline', /an example is 5s/],
    ['no time', { when: 'soon' }, 'spec.when', /must be a time/],
    ['another choice', { colour: 'green' }, 'spec.colour', /one of "red", "blue"/],
    ['text for a flag', { isOn: 'true' }, 'spec.isOn', /true or false/],
    ['a negative number', { timeout: -1 }, 'spec.timeout', /at least 0/],
    ['no amount', { memory: true }, 'spec.memory', /text or a whole number/],
    ['no list', { tags: 'a' }, 'spec.tags', /a list/],
    ['an empty list', { tags: [] }, 'spec.tags', /at least 1/],
    ['a long list', { tags: ['a', 'b', 'c'] }, 'spec.tags', /at most 2/],
    ['a wrong element', { tags: ['a', 1] }, 'spec.tags[1]', /a text/],
    ['a wrong value of a map', { labels: { 'a.b/c': 1 } }, 'spec.labels.a.b/c', /a text/],
    ['a list for a map', { labels: [] }, 'spec.labels', /a map of fields/],
    [
      'a name that is there twice',
      { keys: [{ name: 'a' }, { name: 'a' }] },
      'spec.keys[1].name',
      /twice/,
    ],
    ['a wrong field beside unknown ones', { pod: { image: 1, x: 2 } }, 'spec.pod.image', /a text/],
  ];
  for (const [name, fields, path, message] of wrong) {
    it(`finds ${name}`, () => {
      const value = path === 'spec.size' ? fields : { size: 1, ...fields };
      const problems = check(SCHEMA, value, 'spec');
      assert.deepEqual(
        problems.map((each) => each.path),
        [path],
      );
      assert.match(problems[0]!.text, message);
    });
  }

  it('finds all that is wrong, in the order of the fields', () => {
    const problems = check(SCHEMA, { foo: 1, size: 0, tags: [1, 2] }, 'spec');
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['spec.foo', 'spec.size', 'spec.tags[0]', 'spec.tags[1]'],
    );
  });

  it('never shows what a value is', () => {
    const secret = 'hunter2';
    const value = { name: secret, write_deadline: secret, colour: secret, size: secret };
    assert.doesNotMatch(JSON.stringify(check(SCHEMA, value, 'spec')), /hunter2/);
  });
});

describe('ResourceError', () => {
  it('has a line for each problem', () => {
    const error = new ResourceError('NatsCluster a', [
      { path: 'spec.size', text: 'is missing.' },
      { path: 'spec.foo', text: 'is none.' },
    ]);
    assert.equal(
      error.message,
      'NatsCluster a: spec.size: is missing.\nNatsCluster a: spec.foo: is none.',
    );
    assert.equal(error.code, 'ERR_RESOURCE');
  });
});
