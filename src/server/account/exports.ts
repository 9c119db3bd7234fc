import { byteString } from '../../base/byte-string.ts';
import { isCoveredBy } from '../../subject/subject.ts';
import type { ExportOptions } from '../options/accounts.ts';

/** What an account lets others import, by subject. */
export class Exports {
  readonly streams: ReadonlyMap<string, ExportOptions>;
  readonly services: ReadonlyMap<string, ExportOptions>;

  constructor(exported: readonly ExportOptions[]) {
    const bySubject = (of: 'stream' | 'service') =>
      new Map(
        exported.flatMap((each): [string, ExportOptions][] => {
          const subject = each[of];
          return subject === undefined ? [] : [[byteString(subject), each]];
        }),
      );
    this.streams = bySubject('stream');
    this.services = bySubject('service');
  }

  /** The service that an import of `subject` is of: the one of that name, or else the first that covers it. */
  serviceFor(subject: string): ExportOptions | undefined {
    const known = this.services.get(subject);
    if (known !== undefined) return known;
    for (const [exported, options] of this.services) {
      if (isCoveredBy(subject, exported)) return options;
    }
    return undefined;
  }
}

/** Of an account that shares nothing: most. */
export const NO_EXPORTS = new Exports([]);
