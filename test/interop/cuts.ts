import type { Session } from './session.ts';

/** One place at which one send of a session is cut in two. */
export interface CutPlace {
  readonly session: Session;
  readonly step: number;
  readonly position: number;
}

/**
 * Every place to cut these sessions at. Where sessions begin with the same bytes, a place in the common lines is given
 * once: what a server does up to the end of the line it is cut in, it does in all of them.
 */
export function cutsOf(sessions: readonly Session[]): CutPlace[] {
  const seen = new Set<string>();
  return sessions.flatMap((session) =>
    session.steps.flatMap((step, index) => {
      if (step.type !== 'send') return [];
      const before = JSON.stringify([session.settings, session.steps.slice(0, index)]);
      return Array.from({ length: Math.max(0, step.bytes.length - 1) }, (_, at) => at + 1)
        .filter((position) => {
          const key = `${before}${position} ${step.bytes.slice(0, endOfLine(step.bytes, position))}`;
          return !seen.has(key) && seen.add(key);
        })
        .map((position) => ({ session, step: index, position }));
    }),
  );
}

/** Where the line that `position` lies in ends. */
function endOfLine(bytes: string, position: number): number {
  const end = bytes.indexOf('\n', position);
  return end === -1 ? bytes.length : end + 1;
}
