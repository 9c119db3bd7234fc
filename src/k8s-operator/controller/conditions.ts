/** Conditions: what a resource says of itself, one sentence a matter. */

export interface Condition {
  readonly type: string;
  readonly status?: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly observedGeneration?: number;
}

export interface Statement {
  readonly type: string;
  readonly isSo: boolean | undefined;
  /** One word, by which programs tell cases apart. */
  readonly reason: string;
  readonly message: string;
}

/** The conditions with what is so now; one that says what it said before keeps its time. */
export function stated(
  before: readonly Condition[] | undefined,
  statements: readonly Statement[],
  generation: number | undefined,
  now: Date,
): Condition[] {
  const said = statements.map(({ type, isSo, reason, message }): Condition => {
    const status = isSo === undefined ? 'Unknown' : isSo ? 'True' : 'False';
    const last = before?.find((each) => each.type === type);
    const since = last?.status === status ? last.lastTransitionTime : undefined;
    return {
      type,
      status,
      reason,
      message,
      lastTransitionTime: since ?? toSeconds(now),
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    };
  });
  const names = new Set(statements.map(({ type }) => type));
  return [...(before ?? []).filter(({ type }) => !names.has(type)), ...said];
}

/** Kubernetes' time: RFC 3339 without fractions. */
export function toSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
