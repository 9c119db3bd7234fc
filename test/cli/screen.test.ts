import assert from 'node:assert/strict';
import { cut, Screen } from '../../src/cli/screen.ts';
import type { Output } from '../../src/cli/surroundings.ts';

describe('a screen', () => {
  function output(size?: { rows: number; columns: number }) {
    const written: string[] = [];
    const to: Output = {
      isTerminal: size !== undefined,
      ...size,
      write: async (text) => void written.push(String(text)),
    };
    return { to, written };
  }

  it('is drawn over in a terminal, line by line', async () => {
    const { to, written } = output({ rows: 24, columns: 80 });
    const screen = new Screen(to);
    await screen.draw('a\nb\n');
    await screen.draw('c\n');
    await screen.close();
    assert.deepEqual(written, [
      '\x1b[?25l\ra\x1b[K\nb\x1b[K\n\x1b[J',
      '\x1b[2A\rc\x1b[K\n\x1b[J',
      '\x1b[?25h',
    ]);
  });

  it('shows no more than fits', async () => {
    const { to, written } = output({ rows: 3, columns: 4 });
    await new Screen(to).draw('12345\nb\nc\nd\n');
    assert.equal(written[0], '\x1b[?25l\r1234\x1b[K\nb\x1b[K\n\x1b[J');
  });

  it('is one text after the other in a pipe, whole and without escapes', async () => {
    const { to, written } = output();
    const screen = new Screen(to);
    const long = 'x'.repeat(500);
    await screen.draw(`${long}\n`);
    await screen.draw('b\n');
    await screen.close();
    assert.deepEqual(written, [`${long}\n`, '\nb\n']);
  });

  it('counts letters, not escapes, when it cuts', () => {
    assert.equal(cut('\x1b[1mabc\x1b[0m', 3), '\x1b[1mabc\x1b[0m');
    assert.equal(cut('\x1b[1mabcd\x1b[0m', 3), '\x1b[1mabc\x1b[0m');
  });
});
