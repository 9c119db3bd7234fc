import { nscCommand } from '../../../cli/nsc/command.ts';
import { FlagError } from '../../../cli/nsc/parse-flags.ts';
import { renameAccount } from '../../../nsc/rename-account.ts';

export default nscCommand({
  summary: 'Give an account another name',
  examples: ['rename account ACME Acme --OK'],
  isHidden: true,
  args: { from: 'account', to: 'its new name' },
  flags: {
    ok: {
      type: 'switch',
      name: 'OK',
      description: 'yes: names are in the paths of creds, which change',
    },
  },
  run: ({ flags, args, change }) => {
    const [from, to] = args;
    if (from === undefined || to === undefined) {
      throw new FlagError(`accepts 2 arg(s), received ${args.length}`);
    }
    if (flags.ok !== true) throw new FlagError('required flag "OK" not set');
    const { privateKey } = flags;
    return change((workspace) => renameAccount(workspace, { from, to, privateKey }));
  },
});
