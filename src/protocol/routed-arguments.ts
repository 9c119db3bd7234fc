import { headerComplaint, sizeOf, splitArguments } from './arguments.ts';
import type { Dialect, MessageVerb } from './dialect.ts';
import { NO_QUEUES, type RoutedMessage } from './routed-message.ts';

/**
 * Reads the line of a message between servers into `message`; returns what is wrong with it, if anything.
 *
 *     RMSG <account> <subject> [<reply>] <size>
 *     RMSG <account> <subject> + <reply> <queue>… <size>
 *     RMSG <account> <subject> | <queue>… <size>
 *
 * With headers, the size of these comes before the whole; see dialect.ts for what else may come before the subject. One
 * word between subject and sizes is a reply, whatever it is (nats-server route.go, processRoutedMsgArgs).
 */
export function readRoutedMessage(
  verb: MessageVerb,
  dialect: Dialect,
  line: Buffer,
  start: number,
  stop: number,
  message: RoutedMessage,
): string | undefined {
  const words = splitArguments(line, start, stop, false);
  const wrong = (what: string): string =>
    `process${verb} ${what}: ${JSON.stringify(line.toString('latin1', start, stop))}`;
  const leading = dialect.leading[verb] ?? [];
  const hasHeaderSize = dialect.sizesHeaders.has(verb);
  const least = leading.length + (hasHeaderSize ? 3 : 2);
  if (words.length < least) return wrong('Parse Error');
  message.account = message.origin = '';
  for (const [at, what] of leading.entries()) message[what] = words[at]!;
  const total = words.pop()!;
  const header = hasHeaderSize ? words.pop()! : '0';
  message.headerSize = sizeOf(header);
  message.size = sizeOf(total);
  const sizes = headerComplaint(message.headerSize, message.size);
  if (sizes !== undefined) return wrong(sizes);
  message.sizes = message.headerSize > 0 ? `${header} ${total}` : total;
  message.subject = words[leading.length]!;
  message.reply = '';
  message.queues = NO_QUEUES;
  const [first, ...more] = words.slice(leading.length + 1);
  if (first === undefined) return undefined;
  if (more.length === 0) message.reply = first;
  else if (first === '|') message.queues = more;
  else if (first === '+') {
    message.reply = more[0]!;
    message.queues = more.slice(1);
  } else return wrong('Bad or Missing Reply Indicator');
  return undefined;
}
