import assert from 'node:assert/strict';
import { Catalog } from '../../../src/cli/catalog/catalog.ts';
import { catalogFromManifest } from '../../../src/cli/catalog/from-manifest.ts';
import { catalogFromSources } from '../../../src/cli/catalog/from-sources.ts';

const json = { name: 'json', type: 'boolean', description: 'Format output as json.' } as const;
const catalog = new Catalog(
  catalogFromManifest(
    {
      commands: {
        'server:list': {
          summary: 'List',
          examples: ['<%= config.bin %> <%= command.id %> 3'],
          args: { n: { name: 'n', description: 'how many' } },
          flags: {
            json,
            sort: {
              name: 'sort',
              type: 'option',
              description: 'by',
              helpValue: '<key>',
              default: 'a',
            },
          },
          aliases: ['server:ls', 'srv:list'],
        },
        'server:check:conn': { summary: 'Check', flags: { json } },
        'server:check:secret': { summary: 'Hidden', hidden: true },
        auth: { summary: 'Auth' },
        'auth:test': { summary: 'Test it', strict: false },
      },
    },
    { server: { description: 'Servers', subtopics: { check: { description: 'Checks' } } } },
  ),
);

describe('Catalog', () => {
  it('knows a command by its name and by its other names', () => {
    const command = catalog.command('server list')!;
    assert.deepEqual(command, {
      name: 'server list',
      summary: 'List',
      examples: [{ command: 'natsx server list 3' }],
      flags: [
        { name: 'json', description: 'Print JSON' },
        { name: 'sort', description: 'by', value: '<key>', default: 'a' },
      ],
      args: [{ name: 'n', description: 'how many', isRequired: false }],
      takesMore: false,
      aliases: ['server ls', 'srv list'],
      isHidden: false,
    });
    assert.deepEqual(catalog.command('srv list'), command);
    assert.equal(catalog.command('server'), undefined);
  });

  it('finds the command that most of the first words name', () => {
    const find = (line: string) => {
      const { command, length } = catalog.find(line.split(' ')) ?? {};
      return [command?.name, length];
    };
    assert.deepEqual(find('server ls 3'), ['server list', 2]);
    assert.deepEqual(find('auth test x'), ['auth test', 2]);
    assert.deepEqual(find('auth --flag test'), ['auth', 1]);
    assert.deepEqual(find('server nothing'), [undefined, undefined]);
    assert.equal(catalog.depth(['server', 'check', 'x']), 2);
    assert.equal(catalog.depth(['srv', 'list']), 1);
    assert.equal(catalog.topicOf('srv'), 'server');
    assert.equal(catalog.topicOf('nothing'), undefined);
  });

  it('says what may follow, without what is hidden', () => {
    assert.deepEqual(
      catalog.below([]).map(({ word, summary, isTopic }) => [word, summary, isTopic]),
      [
        ['server', 'Servers', true],
        ['auth', 'Auth', true],
      ],
    );
    assert.deepEqual(
      catalog.below(['server', 'check']).map(({ name, summary }) => [name, summary]),
      [['server check conn', 'Check']],
    );
    assert.equal(catalog.commands().length, 4);
  });

  it('is read from the committed manifest', () => {
    const commands = catalogFromSources().commands();
    assert.ok(commands.length > 90, 'it can’t be so few');
    for (const { name, summary, examples } of commands) {
      assert.notEqual(summary, '', name);
      assert.ok(examples.length > 0, `${name} has no example`);
    }
  });
});
