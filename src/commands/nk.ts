import { nkFlags } from '../cli/nk/flags.ts';
import { nk } from '../cli/nk/program.ts';
import { plainCommand } from '../cli/plain-command.ts';

export default plainCommand({
  summary: 'Make nkeys and sign, verify, seal and open with them',
  description: [
    'The program nk, also under its own name. Flags take one dash or two and end at the first argument.',
    'Arguments are further files for --sign, --verify, --seal, --open, and for --inkey with --pubout.',
    'The file name - is stdin, and stdout for --out. As in the original, errors go to stdout and exit with 1.',
  ].join(' '),
  examples: [
    {
      description: 'A user: the seed, then the public key',
      command: 'nk --gen user --pubout',
    },
    {
      description: 'The seed straight into a file that only you can read',
      command: 'nk --gen operator --out keys/operator.nk',
    },
    {
      description: 'A public key that starts with UDEREK, searched on all cores',
      command: 'nk --gen user --pre derek',
    },
    {
      description: 'The public keys of two seed files',
      command: 'nk --inkey a.nk --pubout b.nk',
    },
    {
      description: 'Sign a file',
      command: 'nk --inkey user.nk --sign report.pdf',
    },
    {
      description: 'Verify it with the signature, stored in a file, and the public key',
      command: 'nk --verify report.pdf --sigfile report.sig --pubin user.pub',
    },
    {
      description: 'Seal a secret for a colleague',
      command: 'nk --inkey me.nk --recipient colleague.pub --seal secret.txt --out secret.box',
    },
    {
      description: 'Open what a colleague sealed',
      command: 'nk --inkey me.nk --sender colleague.pub --open secret.box',
    },
  ],
  takesMore: true,
  flags: nkFlags,
  execute: nk,
});
