import assert from 'node:assert/strict';
import { LineLogger, silentLogger, type LineLoggerOptions } from '../../src/base/logger.ts';

const AT = Date.UTC(2026, 10, 22, 7, 3, 29, 392) + 0.925;

/** What `say` makes a logger with these options write. */
function lines(options: Partial<LineLoggerOptions>, say: (logger: LineLogger) => void): string[] {
  const written: string[] = [];
  const write = (line: string): void => void written.push(line);
  say(new LineLogger({ write, now: () => AT, pid: 4883, logTimeUtc: true, ...options }));
  return written;
}

const everyLevel = (logger: LineLogger): void => {
  logger.notice('n');
  logger.warn('w');
  logger.error('e');
  logger.fatal('f');
  logger.debug('d');
  logger.trace('t');
};

describe('LineLogger', () => {
  it("writes nats-server's line with microseconds", () => {
    const [line] = lines({}, (logger) => logger.notice('Server is ready'));
    assert.equal(line, '[4883] 2026/11/22 07:03:29.392925 [INF] Server is ready\n');
  });

  it('gives each level its label', () => {
    const written = lines({ logTime: false, debug: true, trace: true }, everyLevel);
    assert.deepEqual(written, [
      '[4883] [INF] n\n',
      '[4883] [WRN] w\n',
      '[4883] [ERR] e\n',
      '[4883] [FTL] f\n',
      '[4883] [DBG] d\n',
      '[4883] [TRC] t\n',
    ]);
  });

  it('colours the labels for a terminal', () => {
    const options = { logTime: false, debug: true, trace: true, colors: true };
    assert.deepEqual(lines(options, everyLevel), [
      '[4883] [\x1b[32mINF\x1b[0m] n\n',
      '[4883] [\x1b[0;93mWRN\x1b[0m] w\n',
      '[4883] [\x1b[31mERR\x1b[0m] e\n',
      '[4883] [\x1b[31mFTL\x1b[0m] f\n',
      '[4883] [\x1b[36mDBG\x1b[0m] d\n',
      '[4883] [\x1b[33mTRC\x1b[0m] t\n',
    ]);
  });

  it('keeps debug and trace to itself unless asked', () => {
    assert.equal(lines({}, everyLevel).length, 4);
    const debugging = new LineLogger({
      write: () => undefined,
      now: Date.now,
      pid: 1,
      debug: true,
    });
    assert.deepEqual([debugging.isDebug, debugging.isTrace], [true, false]);
  });

  it('tells the local time unless UTC is asked for', () => {
    const two = (number: number): string => String(number).padStart(2, '0');
    const date = new Date(AT);
    const [line] = lines({ logTimeUtc: false }, (logger) => logger.notice('x'));
    assert.equal(
      line,
      `[4883] ${date.getFullYear()}/${two(date.getMonth() + 1)}/${two(date.getDate())} ` +
        `${two(date.getHours())}:${two(date.getMinutes())}:29.392925 [INF] x\n`,
    );
  });

  it('goes on to the next second', () => {
    let now = AT;
    const written = lines({ now: () => now }, (logger) => {
      logger.notice('a');
      now += 608;
      logger.notice('b');
    });
    assert.deepEqual(
      written.map((line) => line.slice(18, 33)),
      ['07:03:29.392925', '07:03:30.000925'],
    );
  });
});

describe('silentLogger', () => {
  it('says that nobody listens to debug and trace', () => {
    assert.deepEqual([silentLogger.isDebug, silentLogger.isTrace], [false, false]);
  });
});
