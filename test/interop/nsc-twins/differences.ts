// Where our nsc and Go's differ on purpose. What is in `everywhere` is taken out of every comparison; the others are named
// by the cases that show them, which must differ. docs/differences.md tells the same to people; a test keeps them together.
import type { Answer, Case } from './transcript.ts';

export interface Difference {
  /** Its heading in docs/differences.md. */
  readonly id: string;
  readonly what: string;
  readonly why: string;
}

type Outcome = Pick<Case, 'answers' | 'changes'>;

interface GeneralDifference extends Difference {
  /** Makes an outcome of Go's nsc what ours would be. */
  readonly everywhere: (theirs: Outcome) => Outcome;
}

const FAILED_STEP = /^\[ERR \] (.*)$/;

export const generalDifferences: readonly GeneralDifference[] = [
  {
    id: 'nsc-failure-changes-nothing',
    what: 'A command that fails changes no file.',
    why: 'The original leaves what it did before it failed: keys that nobody uses, a user in an account that was not meant.',
    everywhere: ({ answers, changes }) => {
      const hasFailed = answers.length === 1 && answers[0]!.code !== 0;
      return { answers, changes: hasFailed ? [] : changes };
    },
  },
  {
    id: 'nsc-failure-in-a-line',
    what: 'Why a command failed is said once: `Error: …`.',
    why: 'The original also lists the steps that went well before, although the command as a whole did not, and ends with `Error: all jobs failed`.',
    everywhere: ({ answers, changes }) => ({ answers: answers.map(inOneLine), changes }),
  },
  {
    id: 'nsc-flag-values',
    what: 'A value that a flag can’t take is refused with what would be one.',
    why: 'The original shows Go’s own words: `strconv.ParseBool: parsing "perhaps": invalid syntax`.',
    everywhere: ({ answers, changes }) => ({
      answers: answers.map(({ code, text }) => ({ code, text: text.map(shortFlagError) })),
      changes,
    }),
  },
  {
    id: 'nsc-edit-resets-nothing',
    what: '`edit account` and `edit export` change what is named and nothing else.',
    why: 'The original also writes −1 for five JetStream limits, with which a later `--js-enable` finds JetStream on, opens wildcard exports and bearer tokens again, and forgets the response type of a service.',
    everywhere: ({ answers, changes }) => ({ answers, changes: changes.filter(isNamed) }),
  },
  {
    id: 'nsc-distances',
    what: '`--expiry 2d` is `in 2 days`.',
    why: 'To the original it is `in 1 day`: it counts whole days a moment later.',
    everywhere: (theirs) => withText(theirs, withoutDistance),
  },
  {
    id: 'nsc-unknown-account',
    what: 'An account that is not there is `"X" not in accounts for operator "OP" in …` or `account X does not exist in the current operator`.',
    why: 'The original has both texts, too, for other commands each, and a third: `user "sys" not found` for a user of an account that is not there.',
    everywhere: (theirs) => withText(theirs, sameUnknownAccount),
  },
  {
    id: 'nsc-file-errors',
    what: 'A file that can’t be read is named once.',
    why: 'The original shows the system call, too: `stat x.jwt: no such file or directory`.',
    everywhere: (theirs) => withText(theirs, sameMissingFile),
  },
  {
    id: 'nsc-key-legend',
    what: '`list keys` explains the mark of curve keys where one is listed.',
    why: 'The original explains it always, in the same line as what stands before.',
    everywhere: (theirs) =>
      withText(theirs, (line) => line.replace('[ T ] auth callout encryption target', '')),
  },
  {
    id: 'nsc-config-comments',
    what: '`generate config` has comments of its own words.',
    why: 'What servers read is the same.',
    everywhere: ({ answers, changes }) => ({
      answers: answers.map(({ code, text }) => ({
        code,
        text: text.filter((line) => !COMMENT.test(line)),
      })),
      changes: changes.map((line) =>
        line
          .replace(/(?<=\\n) *#(?! (?:Operator|System Account) named).*?(?=\\n)/g, '')
          .replace(/(\\n)+/g, '\\n'),
      ),
    }),
  },
];

/** Comments of a configuration, but for those that name the operator and the system account. */
const COMMENT = /^\s*#(?! (Operator|System Account) named)/;

const RESET =
  /limits\.(consumer|disk_max_stream_bytes|max_ack_pending|mem_max_stream_bytes|streams): (\(none\) -> )?-1$|exports\.\d+\.response_type: "\w+" -> \(none\)$/;

function isNamed(change: string): boolean {
  return !RESET.test(change);
}

function withText({ answers, changes }: Outcome, edit: (line: string) => string): Outcome {
  return {
    answers: answers.map(({ code, text }) => ({
      code,
      text: text.map(edit).filter((line) => line !== ''),
    })),
    changes,
  };
}

function sameUnknownAccount(line: string): string {
  return line.replace(
    /^Error: (?:account (\S+) does not exist in the current operator|"(\S+)" not in accounts for operator .*)$/,
    (_, first?: string, second?: string) => `Error: no account ${first ?? second}`,
  );
}

function sameMissingFile(line: string): string {
  return line.replace(/^Error: .*(no such file or directory)$/, 'Error: $1');
}

function withoutDistance(line: string): string {
  return line.replace(/\bin \d+ (second|minute|hour|day|week|month|year)s?\b/gi, 'in <time>');
}

/** Those that only some cases show, which name them. */
export const namedDifferences: readonly Difference[] = [
  {
    id: 'nsc-signer-must-count',
    what: '`--private-key` must name a key that is there and may sign; otherwise the command fails.',
    why: 'The original falls back to the identity key for a mistyped role or file, and signs accounts and operators with keys that nobody trusts.',
  },
  {
    id: 'nsc-refuses-what-is-wrong',
    what: 'A change that would make a JWT invalid is refused: networks that are no CIDR, URLs without scheme, limits below what is there, fractions of numbers, two roles of one name, limits of a JetStream tier beside global ones.',
    why: 'The original stores it; `validate` or a server complains later.',
  },
  {
    id: 'nsc-missing-is-said',
    what: 'Removing what is not there is an error, or a warning where other things were removed.',
    why: 'The original reports success: `removed signing key "ACMESK.pub"`, `deleted all mapping for x`, and for each removed permission four lines.',
  },
  {
    id: 'nsc-no-flag-in-vain',
    what: 'Flags that do not apply are refused: those of services for a stream, `--sampling` without `--latency`, a `--src-account` that exports nothing of that name.',
    why: 'The original ignores them.',
  },
  {
    id: 'nsc-says-what-changed',
    what: 'Each change is reported, by its name.',
    why: 'The original leaves some out (`--locale`, `--js-max-bytes-required`, `--response-threshold`, older names of flags) and calls others something else: `--payload` is `max imports`, an export that becomes public is `private`.',
  },
  {
    id: 'nsc-role-limits',
    what: 'A new role has no limits until somebody sets one.',
    why: 'The original writes 0 for its payload, data and subscriptions, and not −1 for unlimited.',
  },
  {
    id: 'nsc-issuer-account',
    what: 'A user that the account itself signs again has no `issuer_account`.',
    why: 'The original leaves the one of the signing key, which says nothing then.',
  },
  {
    id: 'nsc-more-arguments',
    what: 'Subjects, files and operators may be arguments, too: `nsc add export news.>`, `nsc describe jwt token.jwt`.',
    why: 'The original takes flags only here, and arguments for accounts and users.',
  },
  {
    id: 'nsc-keys-for-names',
    what: '`select account` takes a public key, too.',
    why: 'All other commands do.',
  },
  {
    id: 'nsc-missing-field',
    what: '`describe --field` of a path that is not there fails.',
    why: 'The original prints `null` and exits with 0.',
  },
  {
    id: 'nsc-json-everywhere',
    what: '`--json` is for every command; what is empty is `[]`, and a key says whose it is.',
    why: 'The original has JSON for some, with `null` for an empty list, and no `parent` for signing keys.',
  },
  {
    id: 'nsc-context-stays',
    what: 'Only commands that choose change what is chosen, and what is gone is not chosen.',
    why: 'The original’s `list users --account B` leaves B chosen, and after `env --store` or `delete account` nsc.json names what is not there.',
  },
  {
    id: 'nsc-not-referenced',
    what: '`--not-referenced` is about all accounts of the operator, and marks curve keys.',
    why: 'The original takes the keys of every account but the chosen one for unreferenced.',
  },
  {
    id: 'nsc-curve-keys',
    what: '`list keys --curve` and `export keys --curves` are about curve keys.',
    why: 'In the original the first stands for users, the second for nothing.',
  },
  {
    id: 'nsc-private-files',
    what: 'Contexts and configurations are readable for their owner alone, and a context that is there is not overwritten: exit code 1.',
    why: 'The original writes them for everybody to read, and exits with 0 when it could not.',
  },
  {
    id: 'nsc-unknown-command',
    what: 'An unknown command is an error: exit code 2.',
    why: 'The original shows help and exits with 0 for `nsc add bogus`.',
  },
  {
    id: 'nsc-no-panic',
    what: '`add user --public-key` of something that is no key says so.',
    why: 'The original ends with a panic.',
  },
  {
    id: 'nsc-tables',
    what: 'A mapping shows its cluster, its deletion finds it, and a table has one last line.',
    why: 'The original leaves the cluster out, deletes with `--to` only what has none, and closes the table of an activation twice.',
  },
  {
    id: 'nsc-import-warnings',
    what: '`add import` of a private export without a token warns.',
    why: 'Servers leave such an import out without a word.',
  },
  {
    id: 'nsc-import-files',
    what: '`import account` and `import user` want `--file`, and read files of any name.',
    why: 'The original tries to read the current directory.',
  },
  {
    id: 'nsc-rename',
    what: '`rename account` is one change, in one line a user.',
    why: 'The original copies and removes file by file, and tells each step.',
  },
  {
    id: 'nsc-unknown-operator',
    what: 'An operator that is not there is `operator "X" not in …`.',
    why: 'The original shows the system call that failed in some commands.',
  },
  {
    id: 'nsc-no-keys',
    what: '`list keys` that can’t find the account or user says only that.',
    why: 'The original first says `no keys matched query`.',
  },
  {
    id: 'nsc-no-nkey-config',
    what: '`generate config --nkey` is not there.',
    why: 'It is hidden in the original, and refuses operators with a system account, which servers need for everything else that nsc does.',
  },
  {
    id: 'nsc-fetch-errors',
    what: 'A server that can’t be reached is said in natsx’s words.',
    why: 'The original’s are those of Go’s network library.',
  },
];

export function asOurs(theirs: Outcome): Outcome {
  return generalDifferences.reduce((outcome, { everywhere }) => everywhere(outcome), theirs);
}

/** What natsx says on stderr about what is to be done next. */
const NOTE = /^(servers |its creds let the user in)/;

/** What of ours is left out beside it. */
export function asCompared(ours: Outcome): Outcome {
  const { answers, changes } = asOurs(ours);
  return {
    answers: answers.map(({ code, text }) => ({
      code,
      text: text.filter((line) => !NOTE.test(line)),
    })),
    changes,
  };
}

function inOneLine({ code, text }: Answer): Answer {
  const steps = text.flatMap((line) => FAILED_STEP.exec(line)?.[1] ?? []);
  if (code === 0 || steps.length === 0) return { code, text };
  return { code, text: [`Error: ${steps[0]}`] };
}

function shortFlagError(line: string): string {
  return line.replace(/^(Error: invalid argument ".*" for ".*" flag): .*/, '$1');
}
