import { nscCommand } from '../../../cli/nsc/command.ts';
import { migrateKeys } from '../../../nsc/migrate-keys.ts';

export default nscCommand({
  summary: 'Bring a keystore of a much older nsc into the layout of today; the old one is kept',
  examples: ['keys migrate'],
  isForAnyStore: true,
  flags: {},
  run: ({ change }) => change((workspace) => migrateKeys(workspace)),
});
