// The times of tools as a table of markdown.
import { median } from './statistics.ts';

export interface Tool {
  /** What is called, in short; that of a twin is that of ours. */
  readonly line: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly of: 'node' | 'natsx' | 'go';
}

export interface Timed {
  readonly tool: Tool;
  readonly ms: readonly number[];
}

/** A row for each call: ours, its ratio to Node alone, and the twin of Go. */
export function toolTable(timed: readonly Timed[]): string {
  const node = timed.find(({ tool }) => tool.of === 'node')!;
  const rows = timed
    .filter(({ tool }) => tool.of === 'natsx')
    .map((ours) => {
      const twin = timed.find(({ tool }) => tool.of === 'go' && tool.line === ours.tool.line);
      const ratio = Math.min(...ours.ms) / Math.min(...node.ms);
      return `| \`${ours.tool.line}\` | ${shown(ours)} | ${ratio.toFixed(2)} | ${twin === undefined ? '' : shown(twin)} |\n`;
    });
  return `| Call | natsx, ms | × \`node -e 0\` | Go, ms |\n|---|--:|--:|--:|\n| \`node -e 0\` | ${shown(node)} | 1.00 | |\n${rows.join('')}`;
}

/** The best, and the median in brackets: on a busy machine the best says what a tool takes. */
function shown({ ms }: Timed): string {
  return `${Math.min(...ms).toFixed(0)} (${median(ms).toFixed(0)})`;
}
