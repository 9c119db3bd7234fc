import { byteString } from '../../base/byte-string.ts';
import { ImportTransform } from '../../subject/import-transform.ts';
import { intersection } from '../../subject/intersection.ts';
import { hasWildcard } from '../../subject/subject.ts';
import type { StreamImportTerms } from '../options/sharing.ts';
import type { Account } from './account.ts';

/** Messages of another account under names of our own. */
export class StreamImport {
  /** The account that exports them. */
  readonly exporter: Account;
  /** What they are called there, and here. */
  readonly exported: string;
  readonly local: string;
  readonly allowsTrace: boolean;
  /** From a subject there to ours. */
  readonly toLocal: (subject: string) => string;
  /** From ours, which may be a pattern, to one there. */
  readonly #toExported: (subject: string) => string;

  constructor(exporter: Account, terms: StreamImportTerms) {
    this.exporter = exporter;
    this.exported = byteString(terms.subject);
    this.allowsTrace = terms.allowTrace;
    const local = byteString(terms.local);
    if (hasWildcard(this.exported) && local !== this.exported) {
      const transform = new ImportTransform(this.exported, local);
      this.local = transform.local;
      this.toLocal = (subject) => transform.apply(subject);
      this.#toExported = (subject) => transform.inverse.apply(subject);
    } else {
      this.local = local;
      const isSame = local === this.exported;
      this.toLocal = isSame ? (subject) => subject : () => local;
      this.#toExported = isSame ? (subject) => subject : () => this.exported;
    }
  }

  /**
   * What to listen to in the exporter's account for a subscription of ours to `subject`; undefined if none of its
   * subjects are imported.
   */
  exportedPart(subject: string): string | undefined {
    const common = intersection(subject, this.local);
    return common === undefined ? undefined : this.#toExported(common);
  }
}
