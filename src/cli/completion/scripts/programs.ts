/** Programs of the package that are commands of natsx, too, and by which words: natsx answers for them. */
export const TWINS: Readonly<Record<string, string>> = {
  nk: 'nk',
  'nats-pub': 'pub',
  'nats-sub': 'sub',
  'nats-qsub': 'sub',
  'nats-req': 'req',
  'nats-rply': 'reply',
  'nats-ping': 'ping',
  'natsx-server': 'server start',
  'nats-account-server': 'account-server start',
};

/** What a shell is to complete. */
export interface Completed {
  readonly program: 'natsx' | 'nsc';
  /** Other programs that `program` answers for. */
  readonly twins: Readonly<Record<string, string>>;
  /** The hidden command to ask: `__complete`, or `__completeNoDesc`. */
  readonly request: string;
}

export const NATSX: Omit<Completed, 'request'> = { program: 'natsx', twins: TWINS };
export const NSC: Omit<Completed, 'request'> = { program: 'nsc', twins: {} };

/** The first lines of a script: what it is, and how a shell comes to know it. */
export function howToInstall(
  { program, twins }: Completed,
  { shell, now, always }: { readonly shell: string; readonly now: string; readonly always: string },
): string {
  const others = Object.keys(twins);
  const also = others.length === 0 ? '' : `# It completes ${others.join(', ')}, too.\n`;
  return `# Completion of ${program} for ${shell}. For this shell: ${now}\n# For all: ${always}\n${also}`;
}
