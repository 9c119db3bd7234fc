import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Finding, ValidateHost } from '../../../src/cli/server-validate/findings.ts';
import { validateConfig, validationLines } from '../../../src/cli/server-validate/validate.ts';
import type { RunningServer } from '../../../src/cli/server-validate/running-server.ts';
import { certificateFile, keyFile } from '../../support/certificates.ts';

const NOW_MS = Date.parse('2030-01-01T00:00:00Z');

/** A JWT that nobody has signed. */
function jwt(claims: object): string {
  return `eyJ0eXAi.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
}

/** A machine with these files; what is not said is well. */
function machine(
  files: Readonly<Record<string, string>>,
  parts: Partial<ValidateHost> = {},
): ValidateHost {
  const missing = Object.assign(new Error('none'), { code: 'ENOENT', errno: -2 });
  return {
    env: {},
    readFile(path) {
      const text = files[path];
      if (text === undefined) throw missing;
      return text;
    },
    nowMs: () => NOW_MS,
    pathKind: (path) => (path in files ? 'file' : undefined),
    access: () => undefined,
    listen: async () => undefined,
    commandLine: () => {
      throw missing;
    },
    directory: () => '/',
    fetchJson: async () => ({}),
    ...parts,
  };
}

async function findings(
  text: string,
  {
    files = {},
    parts,
    running,
  }: {
    files?: Readonly<Record<string, string>>;
    parts?: Partial<ValidateHost>;
    running?: RunningServer;
  } = {},
): Promise<readonly Finding[]> {
  const host = machine({ '/x.conf': text, ...files }, parts);
  return (await validateConfig('/x.conf', running, host)).findings;
}

describe('validateConfig', () => {
  it('finds nothing in what is right, and gives its digest', async () => {
    const validation = await validateConfig(
      '/x.conf',
      undefined,
      machine({ '/x.conf': 'port: 4333' }),
    );
    assert.deepEqual([validation.valid, validation.findings], [true, []]);
    assert.match(validation.digest!, /^sha256:/);
  });

  const wrong: [string, Finding[]][] = [
    [
      'prot: 1\nfoo: 2',
      [
        { severity: 'error', text: '/x.conf:1:0: unknown field "prot", did you mean "port"?' },
        { severity: 'error', text: '/x.conf:2:1: unknown field "foo"' },
      ],
    ],
    [
      'ping_interval: 20',
      [
        {
          severity: 'warning',
          text: '/x.conf:1:0: invalid use of field "ping_interval": ping_interval should be converted to a duration',
        },
      ],
    ],
    [
      'max_payload: 2\nmax_pending: 1',
      [{ severity: 'error', text: 'max_payload (2) cannot be higher than max_pending (1)' }],
    ],
    [
      'cluster { name: A, port: 5, compression: s2_fast }',
      [
        {
          severity: 'warning',
          text: 'cluster.compression: S2 is not spoken: routes are not compressed',
        },
      ],
    ],
  ];
  for (const [text, expected] of wrong) {
    it(`says what is wrong with ${JSON.stringify(text)}`, async () => {
      assert.deepEqual(await findings(text), expected);
    });
  }

  it('says that there is no file', async () => {
    const { valid, findings: found } = await validateConfig('/y.conf', undefined, machine({}));
    assert.equal(valid, false);
    assert.deepEqual(found, [
      { severity: 'error', text: 'open /y.conf: no such file or directory' },
    ]);
  });

  it('refuses what is not served', async () => {
    const [found] = await findings('jetstream: true');
    assert.deepEqual([found?.severity, found?.text.slice(0, 11)], ['error', 'jetstream: ']);
  });

  it('finds paths that can’t be used', async () => {
    const parts: Partial<ValidateHost> = {
      pathKind: (path) => (path === '/d' ? 'directory' : undefined),
      access: (path) => (path === '/ro' || path === '/c.creds' ? 'permission denied' : undefined),
    };
    const text =
      'log_file: /d\npid_file: /ro/x.pid\nports_file_dir: /none\nleafnodes { remotes: [{url: "nats://a", credentials: /c.creds}] }';
    const found = (await findings(text, { parts })).filter(({ severity }) => severity === 'error');
    assert.deepEqual(
      found.map(({ where, text: reason }) => `${where!}: ${reason}`),
      [
        'log_file: /d is a directory',
        "pid_file: /ro/x.pid can't be written: permission denied",
        'ports_file_dir: /none does not exist',
        "leafnodes.remotes[0].credentials: /c.creds can't be read: permission denied",
      ],
    );
  });

  it('finds certificates that have expired, do not count yet, or soon no more', async () => {
    const server = readFileSync(certificateFile('server'), 'utf8');
    const key = readFileSync(keyFile('server'), 'utf8');
    const { validFrom, validTo } = new X509Certificate(server);
    const at = async (nowMs: number): Promise<readonly Finding[]> =>
      findings('tls { cert_file: /s.pem, key_file: /k.pem }', {
        files: { '/s.pem': server, '/k.pem': key },
        parts: { nowMs: () => nowMs },
      });
    assert.deepEqual(await at(Date.parse(validFrom) + 1), []);
    assert.match(
      (await at(Date.parse(validTo) + 1))[0]!.text,
      /^the certificate of .* in \/s\.pem expired on /,
    );
    assert.match((await at(Date.parse(validFrom) - 1))[0]!.text, / is not valid before /);
    const [soon] = await at(Date.parse(validTo) - 24 * 3_600_000);
    assert.deepEqual([soon?.severity, soon?.where], ['warning', 'tls.cert_file']);
  });

  it('finds JWTs that have expired', async () => {
    const creds = `-----BEGIN NATS USER JWT-----\n${jwt({ name: 'leaf', exp: 1_000_000_000 })}\n------END`;
    const found = await findings(
      'leafnodes { remotes: [{url: "nats://a", credentials: /c.creds}] }',
      {
        files: { '/c.creds': creds },
      },
    );
    assert.deepEqual(found.at(-1), {
      severity: 'error',
      where: 'leafnodes.remotes[0].credentials',
      text: 'the JWT of leaf expired on 2001-09-09T01:46:40Z',
    });
  });

  it('finds ports that are taken, or given twice', async () => {
    const listened: string[] = [];
    const found = await findings(
      'listen: "127.0.0.1:5000"\nhttp: 5001\nws { port: 5000, no_tls: true }',
      {
        parts: {
          listen: async (host, port) => {
            listened.push(`${host}:${port}`);
            return port === 5001
              ? 'listen tcp 127.0.0.1:5001: bind: address already in use'
              : undefined;
          },
        },
      },
    );
    assert.deepEqual(listened, ['127.0.0.1:5000', '127.0.0.1:5001', '0.0.0.0:5000']);
    assert.deepEqual(found, [
      { severity: 'error', where: 'websocket', text: 'port 5000 is also that of port' },
      {
        severity: 'error',
        where: 'http',
        text: 'listen tcp 127.0.0.1:5001: bind: address already in use',
      },
    ]);
  });

  it('tells by its command line what a reload would change', async () => {
    const running: RunningServer = { type: 'pid', pid: 7 };
    const parts: Partial<ValidateHost> = {
      commandLine: () => [
        '/usr/bin/node',
        '/opt/bin/natsx-server.js',
        '-c',
        'old.conf',
        '-p',
        '5000',
      ],
      directory: () => '/etc',
    };
    const files = { '/etc/old.conf': 'max_payload: 100' };
    assert.deepEqual(await findings('port: 5000\nmax_payload: 200', { files, parts, running }), [
      {
        severity: 'info',
        where: 'max_payload',
        text: 'a reload would change: max_payload = 200 (now)',
      },
    ]);
    assert.deepEqual(await findings('port: 5001', { files, parts, running }), [
      { severity: 'error', text: 'config reload not supported for Port: old=5000, new=5001' },
    ]);
    const [same] = await findings('port: 1', {
      running,
      parts: { ...parts, commandLine: () => ['natsx-server', '-c', '../x.conf'] },
    });
    assert.match(same!.text, /^process 7 has read \/x\.conf itself.*--url asks the server$/);
  });

  it('tells by its monitoring endpoint what a reload would change', async () => {
    const asked: string[] = [];
    const fetchJson = async (url: string): Promise<unknown> => {
      asked.push(url);
      return {
        server_id: 'N',
        server_name: 'N',
        host: '0.0.0.0',
        port: 4222,
        max_payload: 1048576,
        ping_interval: 20e9,
      };
    };
    const running: RunningServer = { type: 'url', url: 'http://127.0.0.1:8222/' };
    assert.deepEqual(await findings('ping_interval: "30s"', { running, parts: { fetchJson } }), [
      {
        severity: 'info',
        where: 'ping_interval',
        text: 'a reload would change: ping_interval = 30s (new connections)',
      },
    ]);
    assert.deepEqual(asked, ['http://127.0.0.1:8222/varz']);
    assert.deepEqual(await findings('ping_interval: "20s"', { running, parts: { fetchJson } }), [
      { severity: 'info', text: 'a reload would change nothing' },
    ]);
    const [other] = await findings('port: 1', { running });
    assert.equal(other?.text, 'http://127.0.0.1:8222/ is no monitoring endpoint of a server');
  });
});

describe('validationLines', () => {
  it('has a line for each finding and one for all', () => {
    assert.deepEqual(
      validationLines({
        config: 'x.conf',
        valid: false,
        findings: [
          { severity: 'error', where: 'http', text: 'taken' },
          { severity: 'info', text: 'i' },
        ],
      }),
      ['error: http: taken', 'info: i', 'configuration file x.conf is not valid'],
    );
  });
});
