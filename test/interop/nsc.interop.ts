// Go's nsc still answers as the transcripts say, to which our nsc is held by nsc-transcripts.test.ts. Where it does not, a
// newer nsc is on the PATH: record its answers anew (nsc-twins/record.ts), and look at what they change for ours.
import assert from 'node:assert/strict';
import { requirePeer } from '../support/peers.ts';
import { transcripts } from './nsc-twins/corpus.ts';
import { goNsc, Twin, type Tool } from './nsc-twins/twin.ts';

describe('Go nsc answers as recorded', function () {
  let tool: Tool;
  before(function () {
    tool = goNsc(requirePeer(this, 'nsc').path);
  });

  for (const { file, setup, cases } of transcripts()) {
    it(`${file}: ${cases.length} cases`, async function () {
      this.timeout(60_000);
      // Two at a time: a process is mostly started.
      const halves = [0, 1].map((half) => cases.filter((_, at) => at % 2 === half));
      await Promise.all(
        halves.map(async (half) => {
          using twin = await Twin.make(setup, new Date());
          for (const { lines, answers, changes } of half) {
            const outcome = await twin.run(tool, lines, new Date());
            assert.deepEqual(outcome, { answers, changes }, `nsc ${lines.join('; nsc ')}`);
          }
        }),
      );
    });
  }
});
