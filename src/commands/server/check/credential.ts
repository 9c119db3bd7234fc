import { NatsxError } from '../../../base/errors.ts';
import { durationFlag } from '../../../cli/connection-flags.ts';
import { referencesOf } from '../../../cli/context-flags.ts';
import { UsageError } from '../../../cli/program.ts';
import { checkCommand } from '../../../cli/system/check-command.ts';
import { decode } from '../../../jwt/index.ts';
import { readReference } from '../../../nats-client/references.ts';
import { parseDecoratedJwt } from '../../../nkeys/index.ts';
import { shortDuration } from '../../../cli/system/units.ts';

export default checkCommand({
  name: 'credential',
  suite: 'credential',
  summary: 'Check that a creds file is valid for some time yet',
  examples: ['credential --credential joe.creds --validity-warn 720h --validity-critical 168h'],
  flags: {
    credential: { type: 'string', value: 'file', description: 'The creds file' },
    'validity-warn': {
      type: 'string',
      value: 'duration',
      description: 'Warn if it expires within this time',
    },
    'validity-critical': {
      type: 'string',
      value: 'duration',
      description: 'Critical if it expires within this time',
    },
    'require-expiry': { type: 'boolean', description: 'It must expire some day; the default' },
    'no-require-expiry': { type: 'boolean', description: 'It may be valid for ever' },
  },
  item: ({ flags }) => {
    if (flags.credential === undefined) {
      throw new UsageError('required flag --credential not provided');
    }
    return 'Credential';
  },
  check: async (line, result, io) => {
    const { flags } = line;
    const ms = (flag: 'validity-warn' | 'validity-critical') => {
      const text = flags[flag];
      return text === undefined ? 0 : durationFlag(flag, text);
    };
    const [warningMs, criticalMs] = [ms('validity-warn'), ms('validity-critical')];
    const content = await readReference(
      flags.credential!, // Checked by item().
      'credential not accessible',
      referencesOf(io),
    );
    const expires = expiryOf(content.toString());
    if (expires === undefined) {
      result.measured(expiry(0, warningMs, criticalMs));
      if (flags['no-require-expiry']) result.ok('never expires');
      else result.critical('never expires');
      return;
    }
    const leftMs = expires * 1000 - io.now().getTime();
    result.measured(expiry(leftMs / 1000, warningMs, criticalMs));
    const until = new Date(expires * 1000).toISOString();
    if (leftMs <= 0) result.critical(`expired at ${until}`);
    else if (leftMs <= criticalMs)
      result.critical(`expires sooner than ${shortDuration(criticalMs)}`);
    else if (leftMs <= warningMs) result.warning(`expires sooner than ${shortDuration(warningMs)}`);
    else result.ok(`expires in ${shortDuration(leftMs)}, at ${until}`);
  },
});

function expiry(value: number, warningMs: number, criticalMs: number) {
  const [warning, critical] = [warningMs / 1000, criticalMs / 1000];
  const help = 'Expiry time in seconds';
  return { name: 'expiry', value, warning, critical, unit: 's', help } as const;
}

/** Seconds since 1970; undefined if it never expires. */
function expiryOf(text: string): number | undefined {
  try {
    const { exp } = decode(parseDecoratedJwt(text).trim());
    return exp === 0 ? undefined : exp;
  } catch (cause) {
    if (!(cause instanceof NatsxError)) throw cause;
    throw new NatsxError('ERR_CREDENTIALS', `invalid credential: ${cause.message}`, { cause });
  }
}
