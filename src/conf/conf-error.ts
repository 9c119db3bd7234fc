import { NatsxError } from '../base/errors.ts';
import type { ConfProblem } from './value.ts';

/** A configuration that cannot be used. Its message has a line for each problem: `file:line:column: text`. */
export class ConfError extends NatsxError {
  readonly problems: readonly ConfProblem[];

  constructor(problems: readonly ConfProblem[]) {
    super('ERR_CONF', problems.map(problemLine).join('\n'));
    this.problems = problems;
  }
}

function problemLine({ position: { file, line, column }, text }: ConfProblem): string {
  return `${file}:${line}:${column}: ${text}`;
}
