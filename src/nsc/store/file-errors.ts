/** Files that can't be read or written, in the words of Go's nsc. */
import { systemErrorText } from '../../base/system-error.ts';
import { NscError } from '../errors.ts';

/** Whether nothing is there. */
export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

export function cannot(
  verb: 'reading' | 'writing' | 'removing',
  path: string,
  cause: unknown,
): NscError {
  const text = `error ${verb} \`${path}\`: ${systemErrorText(cause)}`;
  return new NscError('ERR_NSC_STORE', text, { cause });
}
