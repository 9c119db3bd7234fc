import type { GoFlagTable } from './go-flags.ts';

export const headerFlag = {
  header: {
    type: 'string',
    aliases: ['H'],
    value: 'line',
    multiple: true,
    description: "Header of the message, as 'Key: value'; may be given several times",
  },
} as const satisfies GoFlagTable;
