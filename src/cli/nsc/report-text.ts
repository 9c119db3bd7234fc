import type { Outcome, ReportLine } from '../../nsc/report.ts';

const MARKS: Readonly<Record<Outcome, string>> = {
  ok: '[ OK ]',
  warning: '[WARN]',
  error: '[ERR ]',
};

/** A report as lines: what a line consists of stands below it, further in. */
export function reportText({ lines, messages }: ReportLine, indent = ''): string {
  return [
    ...lines.map((line) => lineText(line, indent)),
    ...messages.map((text) => quoted(text, indent)),
  ].join('');
}

function lineText(line: ReportLine, indent: string): string {
  const hasMore = line.lines.length + line.messages.length > 0;
  const head = `${indent}${MARKS[line.outcome]} ${line.text}${hasMore ? ':' : ''}\n`;
  return head + reportText(line, `${indent}       `);
}

function quoted(text: string, indent: string): string {
  const lines = text.split('\n');
  return lines.map((line) => (line.trim() === '' ? '\n' : `${indent}> ${line}\n`)).join('');
}

/** A report for programs. */
export function reportJson({ outcome, text, lines, messages }: ReportLine): object {
  return {
    outcome,
    ...(text === '' ? {} : { text }),
    ...(lines.length === 0 ? {} : { lines: lines.map(reportJson) }),
    ...(messages.length === 0 ? {} : { messages }),
  };
}
