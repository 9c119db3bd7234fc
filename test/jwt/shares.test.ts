// Exports, imports and what belongs to them; golden.test.ts has all of Go's sentences.
import assert from 'node:assert/strict';
import { EXPORT_TYPE, nameOfType } from '../../src/jwt/export-type.ts';
import { EXPORTS, newExport, validateExports, type Export } from '../../src/jwt/exports.ts';
import { IMPORTS, newImport, validateImports, type Import } from '../../src/jwt/imports.ts';
import { newActivationClaims } from '../../src/jwt/activation-claims.ts';
import { validateInfo } from '../../src/jwt/info.ts';
import { parseJson } from '../../src/jwt/json-reader.ts';
import { validateTrace } from '../../src/jwt/message-trace.ts';
import { validatePermissions } from '../../src/jwt/permissions.ts';
import { Issues } from '../../src/jwt/validation.ts';
import { publicKey } from './golden.ts';

const exporter = publicKey('other-account');
const importer = publicKey('account');

function issuesOf(look: (issues: Issues) => void): string[] {
  const issues = new Issues();
  look(issues);
  return issues.list.map(({ level, description }) => `${level}: ${description}`);
}

describe('Exports', () => {
  it('have types', () => {
    assert.equal(EXPORT_TYPE.read('service', 'x'), 'service');
    assert.equal(EXPORT_TYPE.write('stream', 'x'), '"stream"');
    assert.throws(() => EXPORT_TYPE.read('other', 'x'), { message: 'unknown export type "other"' });
    assert.equal(nameOfType(undefined), 'unknown');
  });

  for (const [json, sampling, written] of [
    ['{}', 'headers', '"headers"'],
    ['{"sampling":"Headers"}', 'headers', '"headers"'],
    ['{"sampling":0}', 'headers', '"headers"'],
    ['{"sampling":100}', 100, '100'],
  ] as const) {
    it(`sample by ${sampling} where latency is ${json}`, () => {
      const [read] = EXPORTS.read(parseJson('x', `[{"service_latency":${json}}]`), 'x');
      assert.equal(read?.service_latency?.sampling, sampling);
      assert.equal(
        EXPORTS.write([read], 'x'),
        `[{"service_latency":{"sampling":${written},"results":""}}]`,
      );
    });
  }

  it('are not written with a rate that nobody would read', () => {
    const latency = (sampling: number) => [
      { ...newExport('service', 'a'), service_latency: { sampling, results: 'b' } },
    ];
    assert.throws(() => EXPORTS.write(latency(101), 'x'), { message: 'unknown sampling rate' });
    const message = 'error: sampling percentage needs to be between 1-100';
    assert.deepEqual(
      issuesOf((issues) => validateExports(latency(-1), issues)),
      [message],
    );
  });

  for (const [changes, ...wanted] of [
    [{}],
    [{ response_type: 'Chunked', response_threshold: 5n, account_token_position: 2 }],
    [
      { account_token_position: 1 },
      "error: Account Token Position 1 matches 'a' but must match a * in: a.*",
    ],
    [
      { account_token_position: 2n ** 64n - 1n },
      "error: Account Token Position 18446744073709551615 exceeds length of subject 'a.*'",
    ],
    [{ response_threshold: -1 }, 'error: negative response threshold is invalid'],
  ] as readonly (readonly [Partial<Export>, ...string[]])[]) {
    it(`with ${Object.keys(changes).join(', ') || 'nothing more'} have ${wanted.length} issues`, () => {
      const exports = [{ ...newExport('service', 'a.*'), ...changes }];
      assert.deepEqual(
        issuesOf((issues) => validateExports(exports, issues)),
        wanted,
      );
    });
  }
});

describe('Imports', () => {
  const activation = { ...newActivationClaims(importer), iss: exporter };
  const read = () =>
    ({
      ...activation,
      exp: 1,
      nats: { ...activation.nats, subject: 'a.>', kind: 'stream' },
    }) as const;
  const look = (changes: Partial<Import>) =>
    issuesOf((issues) =>
      validateImports(
        [{ ...newImport('stream', 'a.b', exporter), ...changes }],
        importer,
        read,
        issues,
      ),
    );

  for (const [what, changes, ...wanted] of [
    ['nothing more', {}],
    ['a local subject', { local_subject: 'x' }],
    ['an activation that has expired, which is for the server to see', { token: 'x' }],
    [
      'a prefix',
      { to: 'p' },
      'warning: the field to has been deprecated (use LocalSubject instead)',
    ],
    ['no account', { account: '' }, 'error: account to import from is not specified'],
    [
      "another account's activation",
      { account: importer, token: 'x' },
      'error: activation token doesn\'t match account for import "a.b"',
    ],
    [
      'an activation of something else',
      { subject: 'b', token: 'x' },
      'error: activation token import subject "a.>" doesn\'t match import "b"',
    ],
  ] as readonly (readonly [string, Partial<Import>, ...string[]])[]) {
    it(`with ${what} have ${wanted.length} issues`, () => assert.deepEqual(look(changes), wanted));
  }

  it('of services of one account may not overlap', () => {
    const services = ['a.*', 'a.b'].map((subject) => newImport('service', subject, exporter));
    const message = `error: overlapping subject namespace for "a.b" and "a.*" in same account "${exporter}"`;
    assert.deepEqual(
      issuesOf((issues) => validateImports(services, importer, read, issues)),
      [message],
    );
    const apart = [services[0]!, { ...services[1]!, account: importer }];
    assert.deepEqual(
      issuesOf((issues) => validateImports(apart, importer, read, issues)),
      [],
    );
  });

  it('are no null', () =>
    assert.throws(() => IMPORTS.read([null], 'x'), { message: 'null import is not allowed' }));
});

describe('Texts about an account', () => {
  for (const [description, info_url, ...wanted] of [
    ['', ''],
    ['é'.repeat(4096), 'https://h/x'],
    ['é'.repeat(4097), '', 'error: Description is too long'],
    ['', 'h', 'error: error parsing info url: no hostname or scheme'],
    [
      '',
      'http://a b',
      'error: error parsing info url: parse "http://a b": invalid character " " in host name',
    ],
  ] as const) {
    it(`have ${wanted.length} issues with ${description.length} letters and ${info_url}`, () =>
      assert.deepEqual(
        issuesOf((issues) => validateInfo({ description, info_url }, issues)),
        wanted,
      ));
  }
});

describe('A message trace', () => {
  for (const [dest, sampling, ...wanted] of [
    ['a', 0],
    ['a', 100],
    ['', 50, 'error: the account Trace.Destination subject cannot be empty'],
    [
      'a.*',
      50,
      'error: the account Trace.Destination subject "a.*" is not a valid publish subject',
    ],
    [
      'a',
      101,
      "error: the account Trace.Sampling value '101' is not valid, should be in the range [1..100]",
    ],
  ] as const) {
    it(`to ${dest} of ${sampling} percent has ${wanted.length} issues`, () =>
      assert.deepEqual(
        issuesOf((issues) => validateTrace({ dest, sampling }, issues)),
        wanted,
      ));
  }
});

describe('Permissions', () => {
  for (const [entry, inSub, inPub] of [
    ['a.>', [], []],
    ['a q', [], ['error: Permission Subject "a q" is not allowed to contain queue']],
    [
      'a b c',
      ['error: Permission Subject "a b c" contains too many spaces'],
      ['error: Permission Subject "a b c" contains too many spaces'],
    ],
    ['', ['error: subject cannot be empty'], ['error: subject cannot be empty']],
  ] as const) {
    it(`take ${JSON.stringify(entry)} or not`, () => {
      const none = { allow: [], deny: [] };
      const some = { allow: [entry], deny: [] };
      const look = (pub: typeof some | typeof none, sub: typeof some | typeof none) =>
        issuesOf((issues) => validatePermissions({ pub, sub, resp: undefined }, issues));
      assert.deepEqual(look(none, some), inSub);
      assert.deepEqual(look(some, none), inPub);
    });
  }
});
