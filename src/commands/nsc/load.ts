import { nscCommand } from '../../cli/nsc/command.ts';
import { keepContext, load } from '../../nsc/load.ts';
import { knownOperators } from '../../nsc/operator-source.ts';

export default nscCommand({
  summary: "Take over an account of somebody else's operator, by its seed",
  description:
    'Makes a user of it, and a context of the nats command line. The operator must know the account already. A seed on ' +
    'the command line is seen by all who list processes: a file may hold it.',
  examples: [
    'load --profile "nsc://synadia?secret=SA…&user=alice"',
    'load --url https://example.com/jwt/v1/operator --seed account.nk --user alice',
  ],
  isForAnyStore: true,
  flags: {
    profile: {
      type: 'text',
      value: 'url',
      description: 'nsc://operator?secret=seed&user=name, the operator by its well-known name',
    },
    url: { type: 'text', value: 'url', description: "where the operator's JWT is" },
    seed: { type: 'text', value: 'seed', description: "the account's seed, or a file with it" },
    user: { type: 'text', value: 'name', default: 'default', description: 'name of the user' },
  },
  run: async ({ flags, change, io }) => {
    const input = { ...flags, known: knownOperators(io.env) };
    let folder = '';
    const { context, report, data } = await change((workspace) => {
      folder = workspace.directories.contexts;
      return load(workspace, input);
    });
    // It names the creds, which are there now.
    await keepContext(folder, context);
    report.ok(`created nats context "${context.name}"`);
    return { report, data };
  },
});
