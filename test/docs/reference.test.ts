import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { REFERENCE_FOLDER, referencePages } from '../../.ci/docs.ts';

describe('docs/reference', function () {
  this.timeout(60_000);
  let pages: ReadonlyMap<string, string>;
  before(async () => (pages = await referencePages()));

  it('is what the sources say', () => {
    assert.ok(pages.size > 10);
    for (const [name, text] of pages) {
      const committed = readFileSync(new URL(name, REFERENCE_FOLDER), 'utf8');
      assert.equal(committed, text, `run \`npm run docs\` and commit ${name}`);
    }
  });

  it('has no schema of a command that prints none', () => {
    const committed = readdirSync(new URL('json/', REFERENCE_FOLDER)).map((file) => `json/${file}`);
    const made = Array.from(pages.keys()).filter((name) => name.startsWith('json/'));
    assert.deepEqual(committed.sort(), made.sort());
  });

  it('says of what ping prints what is always there', () => {
    const schema = JSON.parse(pages.get('json/ping.json')!) as {
      required: string[];
      properties: { servers: { items: { required: string[] } } };
    };
    assert.deepEqual(schema.required, ['servers', 'missing', 'unnamed']);
    assert.ok(schema.properties.servers.items.required.includes('rtt'));
    assert.ok(!schema.properties.servers.items.required.includes('inRate'));
  });
});
