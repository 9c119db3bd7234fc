import { nscCommand } from '../../cli/nsc/command.ts';
import { upgradeJwt } from '../../nsc/upgrade-jwt.ts';

export default nscCommand({
  summary: 'Make a version 2 operator of a version 1 operator',
  examples: ['upgrade-jwt', 'upgrade-jwt --backup store.zip --yes'],
  isHidden: true,
  isForAnyStore: true,
  flags: {
    backup: { type: 'text', value: 'file', description: 'zip file to keep the store in as it was' },
    yes: { type: 'switch', description: 'convert without being asked' },
  },
  asks: true,
  run: async ({ flags, ask, change }) => {
    const questions = () => import('../../nsc/ask/upgrade-jwt.ts');
    const input = await ask(flags, questions, { byItself: true });
    return change((workspace) => upgradeJwt(workspace, input));
  },
});
