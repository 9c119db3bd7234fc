import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { TemporaryNsc } from '../../nsc/temporary-nsc.ts';

interface Line {
  readonly line: string;
  /** The last piece, as readline takes lines apart. */
  readonly last: string;
}

/** What bash would offer, where the program answers so; its last words are what it was asked. */
async function offered(
  tool: TemporaryNsc,
  { line, last }: Line,
  answer: string,
): Promise<string[]> {
  const script = await tool.ok('completion bash');
  const session = `
    nsc() { printf '%s\\n' "$*" >asked; printf -- '${answer}'; }
    ${script}
    COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDS=(nsc "$2") COMP_CWORD=1 COMP_TYPE=9
    _nsc
    cat asked
    printf '%s\\n' "\${COMPREPLY[@]}"
  `;
  const ran = spawnSync('bash', ['--norc', '-c', session, 'bash', line, last], {
    cwd: tool.currentDirectory,
    encoding: 'utf8',
  });
  assert.equal(ran.stderr, '');
  return ran.stdout.trimEnd().split('\n');
}

describe('nsc completion', () => {
  it('prints the script of each shell', async () => {
    using tool = new TemporaryNsc();
    const plain: Readonly<Record<string, string>> = {
      bash: 'completion bash --no-descriptions',
      zsh: 'completion zsh --no-descriptions',
      fish: 'completion fish --no-descriptions',
      powershell: 'completion powershell --no-descriptions',
    };
    for (const [shell, line] of Object.entries(plain)) {
      const script = await tool.ok(`completion ${shell}`);
      assert.match(
        script,
        new RegExp(`^(#compdef nsc\\n)?# Completion of nsc for ${shell}\\.`, 'i'),
      );
      assert.match(script, / __complete\b/);
      // All that differs is what it asks the program.
      assert.equal(await tool.ok(line), script.replaceAll(/ __complete\b/g, ' __completeNoDesc'));
    }
    assert.match(await tool.fails('completion', 2), /^Error: a shell is required: known are bash/);
    assert.match(await tool.fails('completion tcsh', 2), /^Error: unknown shell "tcsh": known are/);
  });

  describe('in bash', function () {
    before(function () {
      if (spawnSync('bash', ['--version']).status === 0) return;
      process.stderr.write('  skipped 4, no bash on the PATH (install bash): nsc completion\n');
      this.skip();
    });

    it('asks with the words of the line', async () => {
      using tool = new TemporaryNsc();
      const answer = 'edit account\\tx\\n:4\\n';
      const [asked] = await offered(tool, { line: 'nsc edit acc', last: 'acc' }, answer);
      assert.equal(asked, '__complete edit acc');
      const [next] = await offered(tool, { line: 'nsc edit ', last: '' }, answer);
      assert.equal(next, '__complete edit ');
    });

    it('shows what several candidates are, and puts one in place alone', async () => {
      using tool = new TemporaryNsc();
      const line = { line: 'nsc edit a', last: 'a' };
      const [, ...several] = await offered(
        tool,
        line,
        'ab\\tfirst\\nac\\tsecond\\nb\\tother\\n:4\\n',
      );
      assert.deepEqual(several, ['ab  (first)', 'ac  (second)']);
      const [, ...one] = await offered(tool, line, 'ab\\tfirst\\n:4\\n');
      assert.deepEqual(one, ['ab']);
    });

    it('puts in place only what stands behind = or :', async () => {
      using tool = new TemporaryNsc();
      const answer = '--name=ACME\\n:4\\n';
      const [, name] = await offered(tool, { line: 'nsc edit user --name=A', last: 'A' }, answer);
      assert.equal(name, 'ACME');
      const [, whole] = await offered(tool, { line: 'nsc edit user --name=', last: '=' }, answer);
      assert.equal(whole, 'ACME');
    });

    it('quotes names with blanks', async () => {
      using tool = new TemporaryNsc();
      const [, name] = await offered(
        tool,
        { line: 'nsc edit account A', last: 'A' },
        'A B\\n:4\\n',
      );
      assert.equal(name, 'A\\ B');
    });
  });
});
