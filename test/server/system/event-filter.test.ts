import assert from 'node:assert/strict';
import { isMeant } from '../../../src/server/system/event-filter.ts';
import { completeOptions } from '../../../src/server/options/options.ts';
import { view } from '../monitor/view.ts';

describe('isMeant', () => {
  const server = view({
    name: 'eu-1',
    options: completeOptions({ serverTags: ['AZ:1', 'blue'] }),
    advertised: { host: '10.0.0.1', port: 4222 },
  });

  for (const [fields, wanted] of [
    [{}, true],
    [{ server_name: 'eu' }, true],
    [{ server_name: 'us' }, false],
    [{ server_name: 'eu', exact_match: true }, false],
    [{ server_name: 'eu-1', exact_match: true }, true],
    [{ server_name: '', exact_match: true }, true],
    [{ host: '10.0' }, true],
    [{ host: '10.0', exact_match: true }, false],
    [{ host: '127' }, false],
    [{ cluster: 'C' }, false],
    [{ server_name: 'eu', host: '127' }, false],
    [{ tags: [] }, true],
    [{ tags: ['az:1'] }, true],
    [{ tags: [' Blue ', 'AZ:1'] }, true],
    [{ tags: ['az:1', 'red'] }, false],
    [{ tags: [null] }, false],
    [{ domain: '' }, true],
    [{ domain: 'hub' }, false],
  ] as [Record<string, unknown>, boolean][]) {
    it(`${wanted ? 'takes' : 'leaves'} ${JSON.stringify(fields)}`, () => {
      assert.equal(isMeant(server, fields), wanted);
    });
  }
});
