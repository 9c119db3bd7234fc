import { benchReplyProgram } from '../../cli/bench/bench.ts';
import { programCommand } from '../../cli/client-command.ts';

export default programCommand(benchReplyProgram, {
  summary: 'Answer the requests of bench request',
  aliases: ['bench service serve'], // natscli's name.
  description:
    'All --clients are one queue group and answer with a payload of --size, until Ctrl-C or --msgs requests.',
  examples: ['bench reply help', 'bench reply help --clients 2 --size 1KB --msgs 10000'],
  args: { subject: 'subject, may have wildcards' },
});
