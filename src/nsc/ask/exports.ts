/** What is asked about an export, new or not. */
import { formatDuration, parseDuration } from '../../base/duration.ts';
import { newExport, type Export } from '../../jwt/exports.ts';
import { validateSubject } from '../../jwt/subjects.ts';
import { Issues } from '../../jwt/validation.ts';
import type { AddExportInput } from '../exports.ts';
import { NscError } from '../errors.ts';
import type { Prompter } from '../prompter.ts';
import type { Workspace } from '../store/workspace.ts';
import { complaintOf } from './answers.ts';
import { chooseItem } from './choose.ts';
import { exportLabel } from './labels.ts';

interface ExportAnswers extends ServiceAnswers {
  readonly subject: string;
  readonly name: string;
  readonly private: boolean;
  readonly service: boolean;
}

interface ServiceAnswers {
  readonly tracksLatency: boolean;
  readonly latency?: string;
  readonly sampling?: string;
  readonly responseType?: string;
  readonly responseThreshold?: string;
}

/** Type, subject, name, and of a service how it is measured and answers; `before` is the answer to begin with. */
export async function askExport(before: Export, prompter: Prompter): Promise<ExportAnswers> {
  const kinds = ['stream', 'service'];
  const type = await prompter.select('export type', kinds, before.type ?? 'stream');
  const subject = await prompter.text('subject', {
    ...(before.subject === '' ? {} : { byDefault: before.subject }),
    complaint: complaintOfSubject,
  });
  const name = await prompter.text('name', {
    byDefault: before.name === '' ? subject : before.name,
    complaint: (answer) => (answer === '' ? 'it must have a letter at least' : undefined),
  });
  const isPrivate = await prompter.confirm(`private ${type}`, before.token_req);
  const shared = { subject, name, private: isPrivate };
  if (type !== 'service') return { ...shared, service: false, tracksLatency: false };
  return { ...shared, service: true, ...(await askService(before, prompter)) };
}

async function askService(
  { service_latency: latency, response_type: type, response_threshold: threshold }: Export,
  prompter: Prompter,
): Promise<ServiceAnswers> {
  const tracksLatency = await prompter.confirm('track service latency', false);
  const measured = tracksLatency ? await askLatency(latency, prompter) : {};
  const types = ['Singleton', 'Stream', 'Chunked'];
  const proposed = type === '' ? 'Singleton' : type;
  const responseType = await prompter.select('service response type', types, proposed);
  const responseThreshold = await prompter.text('response threshold (0 disabled)', {
    byDefault: formatDuration(Number(threshold) / 1e6),
    complaint: complaintOf((answer) => answer === '' || parseDuration(answer)),
  });
  return { ...measured, tracksLatency, responseType, responseThreshold };
}

async function askLatency(
  latency: Export['service_latency'],
  prompter: Prompter,
): Promise<Pick<ServiceAnswers, 'latency' | 'sampling'>> {
  const rate = latency?.sampling;
  const sampling = await prompter.text('sampling percentage [1-100] or `header`', {
    ...(rate === undefined ? {} : { byDefault: rate === 'headers' ? 'header' : String(rate) }),
    complaint: (answer) =>
      /^(headers?|100|[1-9]\d?)$/i.test(answer)
        ? undefined
        : 'sampling must be between 1 and 100 inclusive',
  });
  const subject = await prompter.text('latency metrics subject', {
    ...(latency === undefined ? {} : { byDefault: latency.results }),
    complaint: (answer) =>
      /[*>]/.test(answer)
        ? 'results subject can not contain wildcards'
        : complaintOfSubject(answer),
  });
  return { sampling, latency: subject };
}

/** Which of an account's exports is meant; the one of `subject` is proposed. */
export async function chooseExport(
  workspace: Workspace,
  account: string,
  question: string,
  subject: string | undefined,
  prompter: Prompter,
): Promise<Export> {
  const { exports } = workspace.store().account(account).nats;
  if (exports.length === 0) {
    throw new NscError('ERR_NSC_NOT_FOUND', `account "${account}" doesn't have exports`);
  }
  const proposed = exports.find((each) => each.subject === subject) ?? exports[0];
  const labelOf = (each: Export) => exportLabel(account, each);
  return chooseItem(prompter, question, exports, labelOf, proposed);
}

export function complaintOfSubject(answer: string): string | undefined {
  const issues = new Issues();
  validateSubject(answer, issues);
  return issues.list[0]?.description;
}

/** An export of which nothing is known yet but what the command line says. */
export function begunExport(input: AddExportInput): Export {
  const begun = newExport(input.service === true ? 'service' : 'stream', input.subject ?? '');
  const { name = '', private: isPrivate = false, responseType = '' } = input;
  return { ...begun, name, token_req: isPrivate, response_type: responseType };
}
