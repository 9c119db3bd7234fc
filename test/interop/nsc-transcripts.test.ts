// Our nsc beside what Go's nsc answered when it was asked (nsc-twins/record.ts), which nsc.interop.ts asks again where it
// is at hand: what they print, whether they fail, and every claim and file that they leave.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transcripts } from './nsc-twins/corpus.ts';
import {
  asCompared,
  asOurs,
  generalDifferences,
  namedDifferences,
} from './nsc-twins/differences.ts';
import { ourNsc, Twin } from './nsc-twins/twin.ts';

describe('nsc answers as Go nsc did', () => {
  for (const { file, made, setup, cases } of transcripts()) {
    describe(file, () => {
      const now = new Date(made);
      let twin: Twin;
      before(async () => {
        twin = await Twin.make(setup, now);
      });
      after(() => twin[Symbol.dispose]());

      for (const { lines, differences, ...theirs } of cases) {
        const title = lines.map((line) => `nsc ${line}`).join('; ');
        if (differences.length === 0) {
          it(title, async () => {
            assert.deepEqual(asCompared(await twin.run(ourNsc, lines, now)), asOurs(theirs));
          });
        } else {
          it(`${title} (on purpose not: ${differences.join(', ')})`, async () => {
            assert.notDeepEqual(asCompared(await twin.run(ourNsc, lines, now)), asOurs(theirs));
          });
        }
      }
    });
  }
});

describe('The differences of nsc', () => {
  const all = [...generalDifferences, ...namedDifferences];

  it('are those that cases name', () => {
    const named = new Set(
      transcripts().flatMap(({ cases }) => cases.flatMap((each) => each.differences)),
    );
    const known = new Set(all.map(({ id }) => id));
    assert.deepEqual(
      Array.from(named).filter((id) => !known.has(id)),
      [],
    );
    const shown = namedDifferences.map(({ id }) => id).filter((id) => !named.has(id));
    assert.deepEqual(shown, [], 'differences that no case shows');
  });

  it('are told in docs/differences.md', () => {
    const oneLine = (text: string) => text.replace(/\s+/g, ' ');
    const path = join(import.meta.dirname, '../../docs/differences.md');
    const docs = oneLine(readFileSync(path, 'utf8'));
    for (const { id, what, why } of all) {
      assert.ok(
        docs.includes(`### ${id} ${what} ${why} `),
        `docs/differences.md lacks ${id}: ${what} ${why}`,
      );
    }
  });
});
