import { nscCommand } from '../../../cli/nsc/command.ts';
import { FlagError } from '../../../cli/nsc/parse-flags.ts';
import { isAnyGiven } from '../../../cli/nsc/require-edit.ts';
import { accountFlag } from '../../../cli/nsc/shared-flags.ts';
import { editAuthCallout } from '../../../nsc/edit-auth-callout.ts';

const edits = {
  authUser: {
    type: 'texts',
    value: 'key',
    description: "public keys of the service's own users, whom nobody is asked about",
  },
  rmAuthUser: { type: 'texts', value: 'key', description: 'such users to remove' },
  allowedAccount: {
    type: 'texts',
    value: 'key',
    description: 'public keys of the accounts into which the service may put users; * for all',
  },
  rmAllowedAccount: { type: 'texts', value: 'key', description: 'such accounts to remove' },
  curve: {
    type: 'text',
    short: 'x',
    value: 'key',
    description: 'curve key to which requests are sealed: key, file, or generate',
  },
  rmCurve: { type: 'switch', description: 'remove the curve key' },
} as const;

const disable = {
  disable: { type: 'switch', description: 'ask no service any more' },
} as const;

export default nscCommand({
  summary: 'Have a service of your own decide who gets into an account (auth callout)',
  examples: [
    'edit authcallout --account AUTH --auth-user UA… --allowed-account "*" --curve generate',
    'edit authcallout --account AUTH --disable',
  ],
  args: { account: 'account, by its name or public key' },
  flags: { ...accountFlag, ...disable, ...edits },
  run: ({ flags, args, change }) => {
    if (!isAnyGiven({ ...disable, ...edits }, flags)) {
      throw new FlagError('please specify some options');
    }
    if (flags.disable === true && isAnyGiven(edits, flags)) {
      throw new FlagError('--disable is exclusive of all other options');
    }
    const input = { ...flags, account: flags.account ?? args[0] };
    return change((workspace) => editAuthCallout(workspace, input));
  },
});
