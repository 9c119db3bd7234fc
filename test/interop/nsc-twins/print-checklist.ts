// Prints the checklist of docs/reference/nsc.md as the tests are now.
import { checklist } from './checklist.ts';

process.stdout.write(`${checklist()}\n`);
