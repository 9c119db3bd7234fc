import assert from 'node:assert/strict';
import { mainNames } from '../../src/cli/go-flags.ts';
import { readServerCommandLine, type ServerRequest } from '../../src/cli/server-command-line.ts';
import { serverFlags, type ServerFlag } from '../../src/server/options/flags.ts';
import { completeOptions, type ServerOptions } from '../../src/server/options/options.ts';

type ServeRequest = Extract<ServerRequest, { type: 'serve' }>;

function serve(...argv: string[]): ServeRequest {
  const request = readServerCommandLine(argv);
  assert.equal(request.type, 'serve');
  return request;
}

const values = { boolean: undefined, integer: '1', string: 'x' } as const;

/** The flag with some value, as one word. */
function sample(dashedName: string, { type }: ServerFlag): string {
  return values[type] === undefined ? dashedName : `${dashedName}=${values[type]}`;
}

describe('readServerCommandLine', () => {
  it('listens on all addresses unless told otherwise', () => {
    assert.deepEqual(serve(), {
      type: 'serve',
      options: completeOptions({ host: '0.0.0.0' }),
      log: { file: undefined, time: true, utc: false },
      pidFile: undefined,
      portsFileDir: undefined,
      warnings: [],
    });
  });

  const options: [string[], Partial<ServerOptions>][] = [
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
    [['-m', '8222'], { http: { host: '0.0.0.0', port: 8222 } }],
    [['-http_port', '-1', '-a', '::1'], { host: '::1', http: { host: '::1', port: -1 } }],
    [['-m', '0'], { http: undefined }],
    [['--client_advertise', 'h:1'], { clientAdvertise: 'h:1' }],
    [['--max_traced_msg_len', '10'], { maxTracedMessageLength: 10 }],
    [['-D'], { debug: true }],
    [['--trace'], { trace: true }],
    [['-V', '-D'], { debug: true, trace: true }],
    [['-VV'], { trace: true }],
    [['-DV'], { debug: true, trace: true }],
    [['-DVV'], { debug: true, trace: true }],
    [['-D', '-DV=false'], { debug: false }],
  ];
  for (const [argv, expected] of options) {
    it(`reads ${argv.join(' ')}`, () => {
      assert.deepEqual(serve(...argv).options, completeOptions({ host: '0.0.0.0', ...expected }));
    });
  }

  it('reads where the log goes and how it looks', () => {
    assert.deepEqual(serve('-l', 'x.log', '-T=false', '--logtime_utc').log, {
      file: 'x.log',
      time: false,
      utc: true,
    });
  });

  it('reads which files to write', () => {
    const { pidFile, portsFileDir } = serve('-P', 'x.pid', '--ports_file_dir', 'd');
    assert.deepEqual([pidFile, portsFileDir], ['x.pid', 'd']);
  });

  for (const [argv, type] of [
    [['-v'], 'version'],
    [['--version'], 'version'],
    [['version'], 'version'],
    [['-p', '1', 'VERSION', 'x'], 'version'],
    [['-h'], 'help'],
    [['--help'], 'help'],
    [['help'], 'help'],
    [['-h', '-v'], 'version'],
    [['-v', '-c', 'x', 'y'], 'version'],
  ] as const) {
    it(`answers ${argv.join(' ')} with ${type}`, () => {
      assert.deepEqual(readServerCommandLine(argv), { type });
    });
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
    [['-c', 'x'], /^--config is not served yet: none of what the file says would hold$/],
    [['--user', 'u', '--pass', 's3cr3t'], /^--user is not served yet[^]*--pass is not served yet/],
  ];
  for (const [argv, message] of refused) {
    it(`refuses ${argv.join(' ')}`, () => {
      assert.throws(() => readServerCommandLine(argv), { message });
    });
  }

  it('never repeats a secret', () => {
    for (const argv of [['--pass', 's3cr3t'], ['--auth=s3cr3t']]) {
      assert.throws(
        () => readServerCommandLine(argv),
        (error: Error) => !error.message.includes('s3cr3t'),
      );
    }
  });

  for (const [name, main] of mainNames(serverFlags)) {
    const flag: ServerFlag = serverFlags[main as keyof typeof serverFlags];
    const { effect } = flag;
    for (const dashes of ['-', '--']) {
      const word = sample(dashes + name, flag);
      if ('refused' in effect) {
        it(`refuses ${word} and says why`, () => {
          assert.throws(
            () => readServerCommandLine([word]),
            (error: Error) => error.message.endsWith(` is not served yet: ${effect.refused}`),
          );
        });
      } else if ('ignored' in effect) {
        it(`warns of ${word}`, () => {
          const [warning] = serve(word).warnings;
          assert.ok(warning?.endsWith(` is not served yet: ${effect.ignored}`), warning);
        });
      } else {
        it(`takes ${word}`, () => assert.doesNotThrow(() => readServerCommandLine([word])));
      }
    }
  }

  for (const word of ['--tls=false', '-js=false', '-ms=0', '--profile=0']) {
    it(`takes ${word}, which asks for nothing`, () => assert.deepEqual(serve(word).warnings, []));
  }
});
