// A program of its own that logs numbered lines to argv[2], rotating all the time, until somebody kills it.
import { LogFile } from '../../src/base/log-file.ts';

const [path, run] = process.argv.slice(2) as [string, string];
const file = new LogFile(path, {
  sizeLimit: 300,
  note: (_, text) => file.write(`note ${text}\n`),
  onFailure: (text) => process.stderr.write(`${text}\n`),
});
let number = 0;
const writeSome = (): void => {
  for (let i = 0; i < 40; i++) file.write(`line ${run} ${number++} ${'x'.repeat(number % 90)}.\n`);
  setTimeout(writeSome, 1); // Slower than any disk: what waits must not become too much.
};
writeSome();
process.stdout.write('ready\n');
