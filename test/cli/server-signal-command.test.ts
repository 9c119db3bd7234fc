import assert from 'node:assert/strict';
import { sendSignal, type SignalHost } from '../../src/cli/server-signal-command.ts';

describe('sendSignal', () => {
  let sent: string[];
  let running: [number, string[]][];
  let files: Record<string, string>;

  const host: SignalHost = {
    pid: 99,
    kill: (pid, signal) => {
      if (pid > 4_000) {
        throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH', errno: -3, syscall: 'kill' });
      }
      sent.push(`${signal} ${pid}`);
    },
    processes: () => new Map(running),
    readFile: (path) => files[path],
  };
  const server = (pid: number): [number, string[]] => [
    pid,
    ['/usr/bin/node', '/usr/local/bin/natsx-server', '-c', 'a.conf'],
  ];

  beforeEach(() => {
    sent = [];
    running = [server(11), server(99)]; // 99 is the command itself.
    files = {};
  });

  const signals = {
    stop: 'SIGKILL',
    quit: 'SIGINT',
    term: 'SIGTERM',
    reopen: 'SIGUSR1',
    reload: 'SIGHUP',
    ldm: 'SIGUSR2',
  };
  for (const [name, signal] of Object.entries(signals)) {
    it(`sends ${signal} for ${name} to the only server`, () => {
      sendSignal(name, host);
      assert.deepEqual(sent, [`${signal} 11`]);
    });
  }

  it('sends to the process that was named, whatever runs', () => {
    sendSignal('reload=1234', host);
    assert.deepEqual(sent, ['SIGHUP 1234']);
  });

  it('reads the id from a file', () => {
    files['/run/nats.pid'] = '42\n';
    sendSignal('quit=/run/nats.pid', host);
    assert.deepEqual(sent, ['SIGINT 42']);
  });

  it('sends to all whose id begins as the expression', () => {
    running = [server(11), server(123), server(124), server(2)];
    sendSignal('ldm=12*', host);
    assert.deepEqual(sent, ['SIGUSR2 123', 'SIGUSR2 124']);
  });

  it('sends to all of them for *', () => {
    running = [server(11), server(123)];
    sendSignal('term=*', host);
    assert.deepEqual(sent, ['SIGTERM 11', 'SIGTERM 123']);
  });

  const servers: [boolean, string[]][] = [
    [true, ['node', '/opt/natsx/bin/natsx-server.js']],
    [true, ['node', '--max-old-space-size=4096', 'bin/natsx-server.js', '-p', '1']],
    [true, ['/usr/bin/node', '/usr/bin/natsx', 'server', 'start']],
    [true, ['node', 'bin/natsx.js', 'server:start']],
    [false, ['node', 'bin/natsx.js', 'server', 'validate', 'x']],
    [false, ['node', 'bin/natsx.js', 'pub', 'natsx-server']],
    [false, ['vi', 'natsx-server.js']],
    [false, ['nats-server']],
    [false, ['node']],
  ];
  for (const [isOne, argv] of servers) {
    it(`${isOne ? 'finds' : 'leaves alone'} ${argv.join(' ')}`, () => {
      running = [[7, argv]];
      if (isOne) sendSignal('reload', host);
      else assert.throws(() => sendSignal('reload', host), /^NatsxError: no natsx-server/);
      assert.deepEqual(sent, isOne ? ['SIGHUP 7'] : []);
    });
  }

  const refusals: [string, string, (() => void)?][] = [
    ['reload=x', 'invalid pid: x'],
    ['stop=0', 'invalid pid: 0'],
    ['reload=1=2=3', 'invalid signal parameters: [2 3]'],
    ['dance', 'unknown signal "dance"'],
    ['reload', 'no natsx-server processes running', () => (running = [])],
    ['reload', 'multiple natsx-server processes running:\n11\n12', () => running.push(server(12))],
    ['reload=4999', '\nsignal "reload" 4999: no such process'],
  ];
  for (const [command, message, arrange] of refusals) {
    it(`refuses ${command}: ${JSON.stringify(message)}`, () => {
      arrange?.();
      assert.throws(() => sendSignal(command, host), { code: 'ERR_SIGNAL', message });
      assert.deepEqual(sent, []);
    });
  }

  it('says what to do where processes cannot be listed', () => {
    const other: SignalHost = {
      ...host,
      processes: () => {
        throw new Error('no /proc');
      },
    };
    assert.throws(() => sendSignal('reload', other), {
      message: 'unable to resolve pid, try providing one',
    });
  });
});
