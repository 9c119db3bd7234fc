import { NatsxError } from '../base/errors.ts';

/** What can be wrong with a destination; nats-server's words. */
const PROBLEMS = {
  badToken: 'invalid transform',
  unknownFunction: 'unknown function',
  outOfRange: 'wildcard index out of range',
  notEnough: 'not enough arguments passed to the function',
  tooMany: 'too many arguments passed to the function',
  badArgument: 'function argument is invalid or in the wrong format',
  unusedWildcards: 'not using all of the token wildcard(s)',
  notForImports: 'the only mapping function allowed for import transforms is {{Wildcard()}}',
};

/** The error of a destination; `where` names its token, or all of it. */
export function destinationError(problem: keyof typeof PROBLEMS, where = ''): NatsxError {
  const place = where === '' ? '' : ` in ${where}`;
  return new NatsxError(
    'ERR_MAPPING_DESTINATION',
    `invalid mapping destination: ${PROBLEMS[problem]}${place}`,
  );
}

/** The error of two subjects that no transform leads from one to the other. */
export function subjectError(): NatsxError {
  return new NatsxError('ERR_SUBJECT', 'invalid subject');
}
