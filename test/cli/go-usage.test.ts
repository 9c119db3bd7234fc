import assert from 'node:assert/strict';
import { usageText } from '../../src/cli/go-usage.ts';

describe('usageText', () => {
  it('lays flags out as flag.PrintDefaults, sorted, with -h', () => {
    const text = usageText({
      name: 'tool',
      usage: '[-s server] <subject>',
      flags: {
        t: { type: 'boolean', description: 'Display timestamps' },
        server: { type: 'string', aliases: ['s'], description: 'URLs', default: 'nats://a' },
        creds: { type: 'string', value: 'file', description: 'Credentials' },
        count: { type: 'integer', description: 'How many', default: 1 },
      },
    });
    const lines = [
      'Usage: tool [-s server] <subject>',
      '  -count int',
      '    \tHow many (default 1)',
      '  -creds file',
      '    \tCredentials',
      '  -h\tShow help message',
      '  -s, -server string',
      '    \tURLs (default "nats://a")',
      '  -t\tDisplay timestamps',
      '',
    ];
    assert.equal(text, lines.join('\n'));
  });
});
