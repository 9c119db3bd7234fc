import type { TestOperator } from '../../support/operator.ts';

/** The text of a configuration whose server finds `preload` in it. */
export function operatorConfiguration(
  operator: TestOperator,
  preload: Readonly<Record<string, string>>,
  more = '',
): string {
  return [
    `operator: ${operator.jwt()}`,
    'resolver: MEMORY',
    `resolver_preload: ${JSON.stringify(preload)}`,
    more,
  ].join('\n');
}
