import assert from 'node:assert/strict';
import { mainNames } from '../../src/cli/go-flags.ts';
import { readServerCommandLine, type ServerRequest } from '../../src/cli/server-command-line.ts';
import type { ConfSurroundings } from '../../src/conf/parser.ts';
import { serverFlags, type ServerFlag } from '../../src/server/options/flags.ts';
import { completeOptions, type GivenServerOptions } from '../../src/server/options/options.ts';

type ServeRequest = Extract<ServerRequest, { type: 'serve' }>;

/** Files by their paths. */
function surroundings(files: Readonly<Record<string, string>>): ConfSurroundings {
  const readFile = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error('none'), { code: 'ENOENT', errno: -2 });
    return text;
  };
  return { readFile, env: {} };
}

function read(argv: readonly string[], files = {}): ServerRequest {
  return readServerCommandLine(argv, surroundings(files));
}

function serve(argv: readonly string[], files = {}): ServeRequest {
  const request = read(argv, files);
  assert.equal(request.type, 'serve');
  return request;
}

describe('readServerCommandLine', () => {
  it('listens on all addresses unless told otherwise', () => {
    assert.deepEqual(serve([]), {
      type: 'serve',
      configFile: undefined,
      reload: undefined,
      options: completeOptions({ host: '0.0.0.0' }),
      digest: undefined,
      fileWarnings: [],
      warnings: [],
    });
  });

  const options: [string[], GivenServerOptions][] = [
    [['-a', '127.0.0.1'], { host: '127.0.0.1' }],
    [['--addr', '127.0.0.1'], { host: '127.0.0.1' }],
    [['--net=127.0.0.1'], { host: '127.0.0.1' }],
    [['-a', ''], { host: '0.0.0.0' }],
    [['-p', '4333'], { port: 4333 }],
    [['-port=-1'], { port: -1 }],
    // As in nats-server, 0 is the same as not given; -1 is a free port.
    [['-p', '0'], { port: 4222 }],
    [['-n', 'N1'], { serverName: 'N1' }],
    [['--name', 'N1'], { serverName: 'N1' }],
    [['--server_name', 'N1'], { serverName: 'N1' }],
    [['-n', ''], { serverName: undefined }],
    [['-m', '8222'], { http: { port: 8222 } }],
    [['-http_port', '-1', '-a', '::1'], { host: '::1', http: { port: -1 } }],
    [['-m', '0'], { http: undefined }],
    [['--client_advertise', 'h:1'], { clientAdvertise: 'h:1' }],
    [['--max_traced_msg_len', '10'], { maxTracedMessageLength: 10 }],
    [['-D'], { debug: true }],
    [['--trace'], { trace: true }],
    [['-V', '-D'], { debug: true, trace: true }],
    [['-VV'], { trace: true, traceVerbose: true }],
    [['-DV'], { debug: true, trace: true }],
    [['-DVV'], { debug: true, trace: true, traceVerbose: true }],
    [['-D', '-DV=false'], { debug: false }],
    [
      ['-l', 'x.log', '-T=false', '--logtime_utc'],
      { logFile: 'x.log', logtime: false, logtimeUtc: true },
    ],
    [['-P', 'x.pid', '--ports_file_dir', 'd'], { pidFile: 'x.pid', portsFileDir: 'd' }],
    [
      ['-s', '-r', 'udp://h:1', '--log_size_limit', '5'],
      { syslog: true, remoteSyslog: 'udp://h:1', logSizeLimit: 5 },
    ],
    [['--user', 'u', '--pass', 'p'], { authorization: { user: 'u', password: 'p' } }],
    [['--auth', 't'], { authorization: { token: 't' } }],
    [['--tls', '--tlscert', 'c', '--tlskey', 'k'], { tls: { certFile: 'c', keyFile: 'k' } }],
    [
      ['--tlsverify', '--tlscert=c', '--tlskey=k', '--tlscacert=a'],
      { tls: { certFile: 'c', keyFile: 'k', caFile: 'a', verify: true } },
    ],
    [['--tls=false', '-js=false', '-ms=0', '--profile=0'], { jetstream: false }],
    [['--fast_path=false', '--wasm=false'], { fastPath: false, wasm: false }],
  ];
  for (const [argv, expected] of options) {
    it(`reads ${argv.join(' ')}`, () => {
      const request = serve(argv);
      assert.deepEqual(request.options, completeOptions({ host: '0.0.0.0', ...expected }));
      assert.deepEqual(request.warnings, []);
    });
  }

  it('lays flags over the file, after a reload too', () => {
    const files = { 'x.conf': 'port: 1\ndebug: true\nmax_payload: 100' };
    const { options, configFile, reload, digest } = serve(
      ['-c', 'x.conf', '-p', '2', '-D=false'],
      files,
    );
    assert.deepEqual([options.port, options.debug, options.maxPayload], [2, false, 100]);
    assert.deepEqual([configFile, digest?.slice(0, 7)], ['x.conf', 'sha256:']);
    files['x.conf'] = 'port: 3\ndebug: true\nmax_payload: 200';
    const again = reload!().options;
    assert.deepEqual([again.port, again.debug, again.maxPayload], [2, false, 200]);
  });

  it('gives the file’s warnings apart from its own', () => {
    const files = { 'x.conf': 'ping_interval: 20\ncluster { compression: on }' };
    const { fileWarnings, warnings } = serve(['--config', 'x.conf'], files);
    assert.match(
      fileWarnings.join('\n'),
      /^x\.conf:1:0: invalid use of field "ping_interval": [^\n]*$/,
    );
    assert.match(warnings.join('\n'), /^cluster\.compression: S2 is not spoken[^\n]*$/);
  });

  it('tests a file', () => {
    const request = read(['-t', '-c', 'x.conf'], { 'x.conf': 'jetstream: true' });
    assert.equal(request.type, 'test');
    assert.deepEqual([request.configFile, request.digest.slice(0, 7)], ['x.conf', 'sha256:']);
  });

  for (const [argv, request] of [
    [['-v'], { type: 'version' }],
    [['--version'], { type: 'version' }],
    [['version'], { type: 'version' }],
    [['-p', '1', 'VERSION', 'x'], { type: 'version' }],
    [['-h'], { type: 'help' }],
    [['--help'], { type: 'help' }],
    [['help'], { type: 'help' }],
    [['--help_tls'], { type: 'help_tls' }],
    [['-h', '-v'], { type: 'version' }],
    [['-v', '-c', 'x', 'y'], { type: 'version' }],
    [['-sl', 'reload'], { type: 'signal', command: 'reload' }],
    // The file is not looked at.
    [
      ['--signal=ldm=/run/x.pid', '-c', 'missing', '-t'],
      { type: 'signal', command: 'ldm=/run/x.pid' },
    ],
  ] as const) {
    it(`answers ${argv.join(' ')} with ${request.type}`, () =>
      assert.deepEqual(read(argv), request));
  }

  const refused: [string[], string | RegExp][] = [
    [['foo'], 'unrecognized command: "foo"'],
    [['-p', '4999', 'foo', 'bar'], 'unrecognized command: "foo"'],
    [['--nope'], 'flag provided but not defined: -nope'],
    [['-p'], 'flag needs an argument: -p'],
    [['-p', 'abc'], 'invalid value "abc" for flag -p: parse error'],
    [['-D=x'], 'invalid boolean value "x" for -D: parse error'],
    [['-n', 'a b'], 'server name cannot contain spaces'],
    [['-p', '70000'], /^port must be a port from 1 to 65535/],
    [['-m', '70000'], /^http\.port must be a port from 1 to 65535/],
    [['-c', 'x'], 'open x: no such file or directory'],
    [['-t'], 'must specify [-c, --config] option to check configuration file syntax'],
    [['-t', '-c', 'bad.conf'], 'bad.conf:1:0: unknown field "prot", did you mean "port"?'],
    [['-c', 'bad.conf'], 'bad.conf:1:0: unknown field "prot", did you mean "port"?'],
    [['-js'], /^jetstream: natsx does not serve JetStream/],
    [['--routes', 'nats://a:1'], 'solicited routes require cluster capabilities, e.g. --cluster'],
    [['--cluster', 'nats://u@h:1'], 'expected cluster password to be set'],
    [['--tls'], 'TLS Server certificate must be present and valid'],
    [['--tlsverify', '--tlscert', 'x'], 'TLS Server private key must be present and valid'],
    [['--user', 'u', '--auth', 't'], 'Cannot have a user/pass and token'],
    [['-ms', '8222'], 'TLS cert and key required for HTTPS'],
  ];
  for (const [argv, message] of refused) {
    it(`refuses ${argv.join(' ')}`, () => {
      assert.throws(() => read(argv, { 'bad.conf': 'prot: 1' }), { message });
    });
  }

  it('never repeats a secret', () => {
    for (const argv of [
      ['--pass', 's3cr3t', '--auth=s3cr3t'],
      ['--cluster', 'nats://u:s3cr3t@h'],
      ['--cluster', 'nats://h:1', '--routes', 'nats://u:s3cr3t@h:x'],
    ]) {
      assert.throws(
        () => read(argv),
        (error: Error) => !error.message.includes('s3cr3t'),
        argv.join(' '),
      );
    }
  });

  /** The flag with some value, as one word. */
  function sample(dashedName: string, { type }: ServerFlag): string {
    if (type === 'boolean') return dashedName;
    return `${dashedName}=${type === 'integer' ? '1' : 'nats://h:1'}`;
  }

  for (const [name, main] of mainNames(serverFlags)) {
    for (const dashes of ['-', '--']) {
      const word = sample(dashes + name, serverFlags[main]!);
      it(`knows ${word}`, () => {
        try {
          read([word]);
        } catch (error) {
          assert.doesNotMatch((error as Error).message, /flag/);
        }
      });
    }
  }
});
