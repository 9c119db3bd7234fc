import assert from 'node:assert/strict';
import { columnsText, fitted, oneLine, tableText } from '../../src/cli/table.ts';
import { plainColumns } from '../../src/cli/plain-columns.ts';

describe('a table', () => {
  const table = {
    title: 'Servers',
    columns: ['Name', 'Conns', 'Mem'],
    rows: [
      ['n1', 12, '14 MiB'],
      ['n2', 1234, '900 KiB'],
    ],
  };

  it('has a round frame, and numbers to the right', () => {
    assert.equal(
      tableText({ ...table, footer: ['', 1246, '15 MiB'] }),
      `╭────────────────────────╮
│        Servers         │
├──────┬───────┬─────────┤
│ Name │ Conns │     Mem │
├──────┼───────┼─────────┤
│ n1   │    12 │  14 MiB │
│ n2   │  1234 │ 900 KiB │
├──────┼───────┼─────────┤
│      │  1246 │  15 MiB │
╰──────┴───────┴─────────╯
`,
    );
  });

  it('is of ASCII where there is nothing else', () => {
    assert.equal(
      tableText(table, true),
      `+------------------------+
|        Servers         |
+------+-------+---------+
| Name | Conns |     Mem |
+------+-------+---------+
| n1   |    12 |  14 MiB |
| n2   |  1234 | 900 KiB |
+------+-------+---------+
`,
    );
  });

  it('has its lines without rows, too', () => {
    assert.equal(
      tableText({ columns: ['A', 'B'], rows: [] }),
      `╭───┬───╮
│ A │ B │
├───┼───┤
╰───┴───╯
`,
    );
  });

  it('lets no control character through', () => {
    const hostile = '\u001b[2Jevil\nname\u009b';
    assert.ok(!/[\u001b\u009b]/.test(tableText({ columns: ['A'], rows: [[hostile]] })));
    assert.equal(oneLine('a\nb'), 'a\ufffdb');
    assert.equal(oneLine('a\u202eb\u2067c\u2029'), 'a\ufffdb\ufffdc\ufffd');
    assert.equal(tableText({ columns: ['A'], rows: [[hostile]] }).split('\n').length, 6);
  });
});

it('a text fits a narrow terminal, and stays whole in a pipe', () => {
  assert.equal(fitted('12345\n12\n', 4), '123…\n12\n');
  assert.equal(fitted('12345\n'), '12345\n');
});

it('columns of labels and values leave out what is empty', () => {
  assert.equal(
    columnsText([
      ['Name', 'n1'],
      ['Long label', 'x'],
      ['None', ''],
      ['Nothing', undefined],
    ]),
    '        Name: n1\n  Long label: x\n',
  );
});

it('plain columns stand three blanks apart', () => {
  assert.deepEqual(
    plainColumns([
      ['Cluster', 'IP', 'Ver'],
      ['a', '10.0.0.1', '2.0'],
    ]),
    ['Cluster   IP         Ver', 'a         10.0.0.1   2.0'],
  );
});
