/** Shows what a command has to say: data on stdout, messages on stderr. */
import { writeKeyFile } from '../../nkeys/key-file.ts';
import type { Description } from '../../nsc/describe.ts';
import type { ListResult } from '../../nsc/list.ts';
import { summaryOf } from '../../nsc/report.ts';
import { reportJson, reportText } from './report-text.ts';
import type { NscSurroundings } from './surroundings.ts';
import { tableText } from './table-text.ts';

export interface Printable extends Description, ListResult {
  /** What was found to be wrong, if the command is to fail. */
  readonly failure?: string;
  /** How it ended, if it has printed itself what there was to print. */
  readonly exitCode?: number;
}

/** Prints a result; the exit code is 1 if its report has an error. */
export async function printResult(
  result: Printable,
  { isJson }: { readonly isJson: boolean },
  io: NscSurroundings,
): Promise<number> {
  const { report, outputFile, exitCode } = result;
  if (exitCode !== undefined) return exitCode;
  const shown = isJson
    ? jsonOf(result)
    : textOf(result, io.stdout.isTerminal === true && !io.env['NO_COLOR']);
  if (outputFile !== undefined)
    await writeKeyFile(outputFile, result.text ?? shown, { overwrite: true });
  else if (shown !== '') await io.stdout.write(shown);
  if (outputFile !== undefined && isJson) await io.stdout.write(json(reportData(result)));
  if (!isJson && report !== undefined) await printReport(result, shown !== '', io);
  if (!isJson) for (const note of result.notes ?? []) await io.stderr.write(`${note}\n`);
  const { failure } = result;
  if (failure !== undefined && !isJson) await io.stderr.write(`Error: ${failure}\n`);
  return report?.outcome === 'error' || failure !== undefined ? 1 : 0;
}

/** A report is what the command has to say if there is no data; what failed is no data. */
async function printReport(
  { report, sums }: Printable,
  hasData: boolean,
  io: NscSurroundings,
): Promise<void> {
  if (report === undefined || report.lines.length + report.messages.length === 0) return;
  const isError = report.outcome === 'error';
  const summary = isError || sums === true ? summaryOf(report.lines) : undefined;
  const text =
    reportText(report) + (summary === undefined ? '' : `${isError ? 'Error: ' : ''}${summary}\n`);
  await (isError || hasData ? io.stderr : io.stdout).write(text);
}

function textOf({ text = '', tables = [], current }: Printable, isColored: boolean): string {
  const style = isColored ? { bold: current } : {};
  // A blank line follows each table, but a legend is part of it.
  const drawn = tables.map((table) => tableText(table, style)).join('\n');
  return drawn === '' ? text : `${drawn}${text}\n`;
}

function jsonOf(result: Printable): string {
  if (result.report !== undefined && result.outputFile === undefined)
    return json(reportData(result));
  if (result.data !== undefined) return json(result.data);
  return result.text === undefined ? json(reportData(result)) : json({ text: result.text });
}

function reportData({ report, data, notes = [] }: Printable): object {
  return {
    outcome: report?.outcome ?? 'ok',
    report: report?.lines.map(reportJson) ?? [],
    ...(report === undefined || report.messages.length === 0 ? {} : { messages: report.messages }),
    ...(notes.length === 0 ? {} : { notes }),
    ...(typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {}),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}
