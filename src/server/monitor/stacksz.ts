/**
 * The answer of /stacksz, for whoever looks into a server that behaves oddly: nats-server shows what its goroutines
 * wait for; here one thread serves all, and what it waits for are the resources of its event loop.
 */
export function stacksz(
  stack = new Error('').stack ?? '',
  resources: readonly string[] = process.getActiveResourcesInfo(),
): string {
  const counts = new Map<string, number>();
  for (const name of resources) counts.set(name, (counts.get(name) ?? 0) + 1);
  const waiting = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `\t${name}: ${count}\n`);
  const frames = stack.split('\n').slice(1);
  return `main thread [running]:\n${frames.map((frame) => `\t${frame.trim()}\n`).join('')}\nevent loop [waiting for]:\n${waiting.join('')}`;
}
