import { byteString } from '../../base/byte-string.ts';
import type { Revocations } from '../../jwt/index.ts';
import { isCoveredBy } from '../../subject/subject.ts';
import type { ExportOptions } from '../options/accounts.ts';

/** What is said of an export: by a configuration, or by the JWT of an account, which may ask for tokens. */
export interface ExportTerms extends ExportOptions {
  /** Whether importers must show that the account lets them (`token_req`). Default false. */
  readonly needsActivation?: boolean;
  /** Importers whose activations are void. Default none. */
  readonly revocations?: Revocations;
}

/** What an account lets others import, by subject. */
export class Exports {
  readonly streams: ReadonlyMap<string, ExportTerms>;
  readonly services: ReadonlyMap<string, ExportTerms>;

  constructor(exported: readonly ExportTerms[]) {
    const bySubject = (of: 'stream' | 'service') =>
      new Map(
        exported.flatMap((each): [string, ExportTerms][] => {
          const subject = each[of];
          return subject === undefined ? [] : [[byteString(subject), each]];
        }),
      );
    this.streams = bySubject('stream');
    this.services = bySubject('service');
  }

  /** These, and others. */
  with(more: readonly ExportTerms[]): Exports {
    return new Exports([...this.services.values(), ...this.streams.values(), ...more]);
  }

  /** The service that an import of `subject` is of: the one of that name, or else the first that covers it. */
  serviceFor(subject: string): ExportTerms | undefined {
    return termsFor(this.services, subject);
  }

  /** The stream, likewise. */
  streamFor(subject: string): ExportTerms | undefined {
    return termsFor(this.streams, subject);
  }
}

function termsFor(
  exports: ReadonlyMap<string, ExportTerms>,
  subject: string,
): ExportTerms | undefined {
  const known = exports.get(subject);
  if (known !== undefined) return known;
  for (const [exported, terms] of exports) if (isCoveredBy(subject, exported)) return terms;
  return undefined;
}

/** Of an account that shares nothing: most. */
export const NO_EXPORTS = new Exports([]);
