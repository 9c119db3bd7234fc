// A process of its own that adds users to account A of the operator OP in a home, one after the other; tests start many
// and kill some.
import { TemporaryNsc } from '../temporary-nsc.ts';

const [home = '', prefix = '', count = ''] = process.argv.slice(2);
const tool = TemporaryNsc.at(home);
for (let i = 0; i < Number(count); i++) await tool.ok(`add user ${prefix}${i} --tag x`);
