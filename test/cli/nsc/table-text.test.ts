import assert from 'node:assert/strict';
import { tableText } from '../../../src/cli/nsc/table-text.ts';

describe('tableText', () => {
  it('frames title, columns and rows', () => {
    const table = {
      title: 'Keys',
      columns: ['Name', 'Key'],
      rows: [['a', 'KEY'], 'line', ['bc', '']] as const,
    };
    assert.equal(
      tableText(table),
      [
        '+------------+',
        '|    Keys    |',
        '+------+-----+',
        '| Name | Key |',
        '+------+-----+',
        '| a    | KEY |',
        '+------+-----+',
        '| bc   |     |',
        '+------+-----+',
        '',
      ].join('\n'),
    );
  });

  it('widens the last column for a long title', () => {
    assert.equal(
      tableText({ title: 'A long title', rows: [['a', 'b']] }),
      [
        '+--------------+',
        '| A long title |',
        '+---+----------+',
        '| a | b        |',
        '+---+----------+',
        '',
      ].join('\n'),
    );
  });

  it('counts columns, not characters', () => {
    const lines = tableText({
      title: 'T',
      rows: [
        ['漢字', 'é'],
        ['abcd', 'e\u0301'],
      ],
    }).split('\n');
    assert.equal(lines[3], '| 漢字 | é |');
    assert.equal(lines[4], '| abcd | e\u0301 |');
  });

  it('makes the chosen row bold', () => {
    const text = tableText(
      {
        title: 'T',
        rows: [
          ['a', 'a'],
          ['b', 'b'],
        ],
      },
      { bold: 'b' },
    );
    assert.match(text, /\| \u001b\[1mb\u001b\[0m \| b \|/);
  });
});
