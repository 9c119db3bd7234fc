/** Where an account's messages go instead, by weight and cluster. */
import { always, byte, list, map, object, text, type Field } from './fields.ts';
import { validateSubject } from './subjects.ts';
import { quoteText, type Issues } from './validation.ts';

export interface WeightedMapping {
  readonly subject: string;
  /** Percent; 0 means 100. */
  readonly weight: number;
  /** Only in this cluster, if not empty. */
  readonly cluster: string;
}

/** From each subject to others. */
export type Mappings = ReadonlyMap<string, readonly WeightedMapping[]>;

export const MAPPINGS: Field<Mappings> = map(
  list(object<WeightedMapping>({ subject: always(text), weight: byte, cluster: text })),
);

/** Percent, as `weight` is meant. */
export function weightOf({ weight }: WeightedMapping): number {
  return weight === 0 ? 100 : weight;
}

export function validateMappings(mappings: Mappings, issues: Issues): void {
  for (const [from, targets] of mappings) {
    validateSubject(from, issues);
    const mapping = `Mapping ${quoteText(from)}`;
    const exceeds = "exceeds 100% among all of it's weighted to mappings";
    // Those without a cluster count together.
    const totals = new Map<string, number>();
    for (const target of targets) {
      const { subject, cluster } = target;
      const weight = weightOf(target);
      validateSubject(subject, issues);
      if (weight > 100) issues.error(`${mapping} has a weight ${weight} that exceeds 100`);
      const total = (totals.get(cluster) ?? 0) + weight;
      totals.set(cluster, total);
      if (cluster !== '' && total > 100) {
        issues.error(`${mapping} in cluster ${quoteText(cluster)} ${exceeds}`);
      }
    }
    if ((totals.get('') ?? 0) > 100) issues.error(`${mapping} ${exceeds}`);
  }
}
