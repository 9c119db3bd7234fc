import { nscCommand } from '../../cli/nsc/command.ts';
import { chooseEnvironment, describeEnvironment } from '../../nsc/environment.ts';
import { expandPath } from '../../nsc/store/directories.ts';

export default nscCommand({
  summary: 'Show which stores, operator and account commands are about, or choose others',
  examples: ['env', 'env --operator OP --account ACME', 'env --store ./stores'],
  isForAnyStore: true,
  flags: {
    store: { type: 'text', short: 's', value: 'dir', description: 'where the stores are' },
    operator: { type: 'text', short: 'o', value: 'name', description: 'operator' },
    account: { type: 'text', short: 'a', value: 'name', description: 'account' },
  },
  run: ({ flags, look, change, io }) => {
    const { store, operator, account } = flags;
    if ((store ?? operator ?? account) === undefined) {
      return look((workspace) => describeEnvironment(workspace, io.env));
    }
    const storeRoot =
      store === undefined ? undefined : expandPath(store, io.home, io.currentDirectory);
    return change(
      (workspace) => {
        chooseEnvironment(workspace, flags);
        return describeEnvironment(workspace, io.env);
      },
      { storeRoot },
    );
  },
});
