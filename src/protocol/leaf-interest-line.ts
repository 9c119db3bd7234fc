/**
 * The line by which a leafnode is told that `count` hear `name`, a subject or `subject queue`; 0 if nobody does any more. Of
 * a queue group it says how many there are (nats-server leafnode.go, writeLeafSub).
 */
export function leafInterestLine(name: string, count: number): string {
  if (count === 0) return `LS- ${name}\r\n`;
  return name.includes(' ') ? `LS+ ${name} ${count}\r\n` : `LS+ ${name}\r\n`;
}
