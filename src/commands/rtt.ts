import { clientCommand } from '../cli/client-command.ts';
import { clientFlags, clientSettings } from '../cli/context-flags.ts';
import { GoFlagError } from '../cli/go-flags.ts';
import { measureRtts, type RttTarget } from '../cli/system/rtt.ts';
import { jsonFlag, printJson } from '../cli/system/system-command.ts';
import { oneLine } from '../cli/table.ts';
import { shortRtt } from '../cli/system/units.ts';

export default clientCommand({
  name: 'rtt',
  summary: 'Measure the round trip to each server',
  description:
    'Each address of each server is dialled, and the time of a PING and its PONG taken. Exits with 1 if one of them ' +
    'could not be measured.',
  examples: ['rtt', 'rtt 20 -s nats://a:4222,nats://b:4222', 'rtt --context east --json'],
  args: { 'iterations?': 'how many round trips to take the average of (5)' },
  flags: { ...clientFlags, ...jsonFlag },
  run: async (line, io) => {
    const iterations = iterationsOf(line.args[0]);
    const settings = await clientSettings(line, io, { name: 'natsx rtt', reconnects: 0 });
    const targets = await measureRtts(settings, iterations, (address, error) =>
      io.stderr.write(`Failed to compute rtt for ${address}: ${oneLine(error.message)}\n`),
    );
    if (line.flags.json) await printJson(io, targets);
    else await io.stdout.write(textOf(targets));
    return targets.some(({ results }) => results.some(({ url }) => url === '')) ? 1 : 0;
  },
});

function iterationsOf(text = '5'): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new GoFlagError(`invalid number of iterations ${JSON.stringify(text)}`);
}

function textOf(targets: readonly RttTarget[]): string {
  const all = targets.flatMap(({ results }) => results);
  const width = Math.max(...all.map(({ address }) => address.length)) + 3;
  return targets
    .map(({ url, results }) => {
      const lines = results.map(({ address, rtt, url: reached }) => {
        const text = reached === '' ? 'failed' : shortRtt(rtt / 1e6);
        return `${address.padStart(width)}: ${text}\n`;
      });
      return `${url}:\n\n${lines.join('')}\n`;
    })
    .join('');
}
