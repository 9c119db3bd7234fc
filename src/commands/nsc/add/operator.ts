import { nscCommand } from '../../../cli/nsc/command.ts';
import { validityFlags } from '../../../cli/nsc/shared-flags.ts';
import { addOperator } from '../../../nsc/add-operator.ts';
import { knownOperators } from '../../../nsc/operator-source.ts';

export default nscCommand({
  summary: "Add an operator: one's own, or somebody else's by its JWT",
  examples: [
    'add operator --name OP --sys --generate-signing-key',
    'add operator --url https://example.com/jwt/v1/operator',
    'add operator --url operator.jwt --force',
  ],
  args: { name: 'name of the operator, * for any' },
  aliases: ['create operator'],
  isForAnyStore: true,
  flags: {
    name: {
      type: 'text',
      short: 'n',
      value: 'name',
      description: 'name of the operator, * for any',
    },
    sys: { type: 'switch', short: 's', description: 'also add a system account, with a user' },
    generateSigningKey: { type: 'switch', description: 'also add a signing key' },
    url: {
      type: 'text',
      short: 'u',
      value: 'place',
      description: "somebody else's operator: URL, file or well-known name of its JWT",
    },
    force: { type: 'switch', description: 'overwrite an operator that is there; only with --url' },
    ...validityFlags,
  },
  asks: true,
  run: async ({ flags, args, ask, change, io }) => {
    const given = { ...flags, name: flags.name ?? args[0], known: knownOperators(io.env) };
    const input = await ask(given, () => import('../../../nsc/ask/add-operator.ts'));
    return change((workspace) => addOperator(workspace, input));
  },
});
