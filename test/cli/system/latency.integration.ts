import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flagsFirst } from '../../../src/cli/flags-first.ts';
import { execute } from '../../../src/cli/program.ts';
import latency from '../../../src/commands/latency.ts';
import { Server } from '../../../src/server/server.ts';
import { Terminal } from '../../support/terminal.ts';

describe('natsx latency', () => {
  let server: Server;
  before(async () => (server = await Server.start({ port: 0 })));
  after(() => server.stop());

  async function run(argv: readonly string[], io = new Terminal()) {
    const { program } = latency;
    const code = await execute(program, flagsFirst(program.flags, ['-s', server.url, ...argv]), io);
    return { code, stdout: io.text('stdout'), stderr: io.text('stderr') };
  }

  it('prints what natscli prints', async () => {
    const { code, stdout, stderr } = await run(['--duration', '50ms', '--rate', '200']);
    assert.deepEqual([code, stderr], [0, '']);
    const labels = stdout
      .split('\n')
      .filter((line) => line.includes(':'))
      .map((line) => line.slice(0, line.indexOf(':')).trim());
    assert.deepEqual(labels, [
      ...['Pub Server RTT', 'Sub Server RTT', 'Message Payload'],
      ...['Target Duration', 'Target Msgs/Sec', 'Target Band/Sec', 'HDR Percentiles'],
      ...['10', '50', '75', '90', '99', '99.9', '99.99', '99.999', '99.9999', '99.99999', '100'],
      ...['Actual Msgs/Sec', 'Actual Band/Sec', 'Minimum Latency', 'Median Latency'],
      ...['Maximum Latency', 'Last Sent Wall Time', 'Last Recv Wall Time'],
    ]);
    assert.match(stdout, /^Target Msgs\/Sec: 200$/m);
  });

  it('--json counts every message', async () => {
    const { stdout } = await run([
      '--duration',
      '50ms',
      '--rate',
      '200',
      '--size',
      '1KB',
      '--json',
    ]);
    const { sent, received, size, latencies } = JSON.parse(stdout) as {
      sent: number;
      received: number;
      size: number;
      latencies: { minUs: number; p50Us: number; maxUs: number };
    };
    assert.deepEqual([sent, received, size], [10, 10, 1024]);
    const { minUs, p50Us, maxUs } = latencies;
    assert.ok(minUs > 0 && minUs <= p50Us && p50Us <= maxUs);
  });

  it('measures from one server to another', async () => {
    const { code } = await run(['--server-b', server.url, '--duration', '10ms']);
    assert.equal(code, 0);
  });

  it('says when nothing gets from the one to the other', async () => {
    const other = await Server.start({ port: 0 });
    try {
      const argv = ['--server-b', other.url, '--timeout', '200ms'];
      const { code, stderr } = await run(argv);
      assert.equal(code, 4);
      assert.match(stderr, /^no message gets from the one connection to the other\n/);
    } finally {
      await other.stop();
    }
  });

  it('--histogram writes all latencies, and their distribution', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'natsx-latency-'));
    try {
      const file = join(folder, 'h');
      await run(['--duration', '50ms', '--rate', '200', '--histogram', file]);
      const raw = (await readFile(`${file}.raw`, 'utf8')).trimEnd().split('\n');
      assert.equal(raw.length, 10);
      assert.ok(raw.every((line) => /^\d+\.\d{6}$/.test(line)));
      const rows = (await readFile(`${file}.histogram`, 'utf8')).trimEnd().split('\n');
      assert.equal(rows[0], 'Value\tPercentile\tTotalCount\t1/(1-Percentile)');
      assert.match(rows.at(-1)!, /^\d+\.\d+\t1\.0000000\t10\tinf$/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('ends at Ctrl-C, with what it has', async () => {
    const io = new Terminal();
    io.pressCtrlC();
    const { code, stdout } = await run(['--duration', '1h'], io);
    assert.equal(code, 0);
    assert.match(stdout, /^Actual Msgs\/Sec: /m);
  });

  it('refuses messages without room for a time', async () => {
    const { code, stderr } = await run(['--size', '7']);
    assert.equal(code, 2);
    assert.match(stderr, /^message Payload Size must be at least 8 bytes\n/);
  });
});
