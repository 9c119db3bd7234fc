/** Texts of help in lines that no terminal has to break. */

/** Help is read like a page: it does not become wider with the terminal. */
export const PAGE_COLUMNS = 80;

/** A text in lines of at most `columns`, each with `indent` before it. */
export function wrapped(text: string, columns: number, indent = ''): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = indent;
    for (const word of paragraph.split(' ').filter((each) => each !== '')) {
      const isFirst = line === indent;
      if (!isFirst && line.length + 1 + word.length > columns) {
        lines.push(line);
        line = indent + word;
      } else {
        line += isFirst ? word : ` ${word}`;
      }
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

/** The widest left column; what is wider has its text in the next line. */
const WIDEST_LEFT = 30;

/** Names to the left, what they are to the right. */
export function twoColumns(
  rows: readonly (readonly [left: string, right: string])[],
  columns: number,
): string[] {
  const widest = Math.min(WIDEST_LEFT, Math.floor(columns / 2));
  const widths = rows.map(([left]) => left.length).filter((width) => width <= widest);
  const start = Math.max(0, ...widths) + 2;
  return rows.flatMap(([left, right]) => {
    const lines = wrapped(right, columns, ' '.repeat(start));
    const [first = '', ...more] = lines;
    if (first.trim() === '') return [left];
    return left.length + 2 > start ? [left, ...lines] : [left + first.slice(left.length), ...more];
  });
}

/** A command line in lines of at most `columns` that a shell takes for one. */
export function wrappedCommand(command: string, columns: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of shellWords(command)) {
    const isFirst = line.trim() === '';
    // Room for the backslash, and never a line that holds nothing but the program.
    if (!isFirst && line.length + 1 + word.length > columns - 2) {
      lines.push(`${line} \\`);
      line = `${indent}    ${word}`;
    } else {
      line += isFirst ? word : ` ${word}`;
    }
  }
  return [...lines, line];
}

/** Words as the shell divides them, quotes kept; a flag stays with the value behind it. */
function shellWords(command: string): string[] {
  const words = command.match(/(?:"[^"]*"|'[^']*'|\$\([^)]*\)|[^\s"'])+/g) ?? [];
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1);
    if (last !== undefined && /^--?[a-zA-Z][\w-]*$/.test(last) && !word.startsWith('-')) {
      joined[joined.length - 1] = `${last} ${word}`;
    } else {
      joined.push(word);
    }
  }
  return joined;
}
