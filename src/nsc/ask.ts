/** What `--interactive` asks before something is added; what was named on the command line is the answer to begin with. */
import type { ValidityInput } from './common-claims.ts';
import type { Prompter } from './prompter.ts';
import { parseTime } from './values/validity.ts';

export interface AskedInput extends ValidityInput {
  readonly name?: string | undefined;
  readonly publicKey?: string | undefined;
}

/** Name, key and validity of an account or a user. */
export async function askForEntity<I extends AskedInput>(
  kind: 'account' | 'user',
  input: I,
  prompter: Prompter,
  now: Date,
): Promise<I> {
  const name = await askName(`${kind} name`, input.name, prompter);
  const isMade = await prompter.confirm(`generate an ${kind} nkey`, true);
  const publicKey = isMade
    ? undefined
    : await prompter.text(`path to an ${kind} nkey or nkey`, startingWith(input.publicKey));
  return { ...input, name, publicKey, ...(await askValidity(input, prompter, now)) };
}

export interface AskedOperatorInput extends ValidityInput {
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly sys?: boolean | undefined;
  readonly generateSigningKey?: boolean | undefined;
  readonly privateKey?: string | undefined;
}

export async function askForOperator<I extends AskedOperatorInput>(
  input: I,
  prompter: Prompter,
  now: Date,
): Promise<I> {
  if (await prompter.confirm('import operator from a JWT', true)) {
    const url = await prompter.text('path or url for operator jwt', startingWith(input.url));
    return { ...input, url, sys: false };
  }
  const name = await askName('operator name', input.name, prompter);
  const times = await askValidity(input, prompter, now);
  const sys = await prompter.confirm('Generate system account?', true);
  const generateSigningKey = await prompter.confirm('Generate signing key?', true);
  const isMade =
    input.privateKey === undefined && (await prompter.confirm('generate an operator nkey', true));
  const privateKey = isMade
    ? undefined
    : await prompter.text('path to an operator nkey or nkey', startingWith(input.privateKey));
  return { ...input, name, ...times, sys, generateSigningKey, privateKey };
}

async function askName(
  question: string,
  given: string | undefined,
  prompter: Prompter,
): Promise<string> {
  const complaint = (answer: string) =>
    answer === '' ? 'it must have a letter at least' : undefined;
  return prompter.text(question, { ...startingWith(given), complaint });
}

async function askValidity(
  { start, expiry }: ValidityInput,
  prompter: Prompter,
  now: Date,
): Promise<{ start: string; expiry: string }> {
  const complaintOf = (label: 'start' | 'expiry') => (answer: string) => {
    try {
      parseTime(answer, label, now);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  return {
    start: await prompter.text('valid from', {
      ...startingWith(start ?? '0'),
      complaint: complaintOf('start'),
    }),
    expiry: await prompter.text('valid until (0 is always)', {
      ...startingWith(expiry ?? '0'),
      complaint: complaintOf('expiry'),
    }),
  };
}

function startingWith(answer: string | undefined): { byDefault?: string } {
  return answer === undefined ? {} : { byDefault: answer };
}
