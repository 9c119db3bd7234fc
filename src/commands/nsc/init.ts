import { nscCommand } from '../../cli/nsc/command.ts';
import { init } from '../../nsc/init.ts';
import { knownOperators } from '../../nsc/operator-source.ts';
import { expandPath } from '../../nsc/store/directories.ts';

export default nscCommand({
  summary: 'Begin: add an operator, a system account, an account and a user',
  examples: [
    'init --name demo',
    'init --name demo --dir ./stores',
    'init --remote-operator synadia',
  ],
  isForAnyStore: true,
  flags: {
    dir: { type: 'text', short: 'd', value: 'dir', description: 'where the stores are to be' },
    name: {
      type: 'text',
      short: 'n',
      value: 'name',
      description: 'name of operator, account and user; some name unless given',
    },
    url: { type: 'text', short: 'u', value: 'url', description: "URL of somebody else's operator" },
    remoteOperator: {
      type: 'text',
      short: 'o',
      value: 'name',
      description: "somebody else's operator by its well-known name",
    },
  },
  asks: true,
  run: async ({ flags, ask, change, io }) => {
    const given = { ...flags, known: knownOperators(io.env) };
    // First contact: whoever says nothing is asked.
    const { dir: place, name, url, remoteOperator } = flags;
    const byItself = (place ?? name ?? url ?? remoteOperator) === undefined;
    const input = await ask(given, () => import('../../nsc/ask/init.ts'), { byItself });
    const { dir } = input;
    const storeRoot = dir === undefined ? undefined : expandPath(dir, io.home, io.currentDirectory);
    return change((workspace) => init(workspace, input), { storeRoot });
  },
});
