// Mappings that a server may or may not take: the value of one source in a `mappings` block, as written in a file.

export interface MappingText {
  /** The source and what it is mapped to: one line. */
  readonly text: string;
  /** Since which version nats-server's verdict is ours; absent: since the oldest that we compare with. */
  readonly since?: string;
  /** Says why no version's verdict is ours. */
  readonly never?: string;
}

/** 2.9 wants every wildcard of the source used, counts the weights of all clusters together, and lacks functions. */
const sinceThen = '2.12.0';

export const mappingTexts: readonly MappingText[] = [
  ...same(`
    "a": "b"
    "a": "a"
    "a.*": "b.$1"
    "a.*": "b.$2"
    "a.*": "b.*"
    "a.*": "b.$0"
    "a.*": "$-1"
    "a.*": "$+1"
    "a.*": "b.$01"
    "a.*": "b.$4294967297"
    "a.*.*": "b.$2.$1"
    "a.*.*": "b.$1.$1"
    "a.>": "b.>"
    "a.>": "b"
    "a.>": ">"
    "a": "b.>"
    "a.>": "b.>.c"
    "a.*.>": "b.$1.>"
    "a.*.>": "b.$2.>"
    ">": "b.>"
    "*": "b.{{wildcard(1)}}"
    "*": "b.{{ Wildcard ( 1 ) }}"
    "*": "b.{{wildcard(2)}}"
    "*": "b.{{wildcard(0)}}"
    "*": "b.{{wildcard()}}"
    "*": "b.{{wildcard( )}}"
    "*": "b.{{wildcard(x)}}"
    "*": "b.{{wildcard(1,1)}}"
    "*": "b.{{wildcard}}"
    "*": "b.{{WILDCARD(1)}}"
    "*": "b.{{wildCard(1)}}"
    "*": "b.{{unknown(1)}}"
    "*": "b.{{}}.$1"
    "*": "b.{{x}}"
    "*": "b.x{{unknown(1)}}.$1"
    "*": "{{wildcard(1)}}{{wildcard(1)}}"
    "*": "{{x}}{{wildcard(1)}}"
    "*": "{{wildcard(1)\\t}}"
    "*": "{{\\x0bwildcard(1)}}"
    "*": "{{wildcard(\\t1)}}"
    "*.*": "b.{{partition(10,1,2)}}.$1"
    "*": "b.{{partition(10,1)}}"
    "*": "b.{{partition(0,1)}}"
    "*": "b.{{partition(-1,1)}}"
    "*": "b.{{partition(x,1)}}"
    "*": "b.{{partition(10,x)}}"
    "*": "b.{{partition(10,2)}}"
    "*": "b.{{partition(10, 1,)}}"
    "*": "b.{{partition(9223372036854775808,1)}}"
    "*": "b.{{split(1,-)}}"
    "*": "b.{{split(1,)}}"
    "*": "b.{{split(1)}}"
    "*": "b.{{split(1,-,-)}}"
    "*": "b.{{split(1,- )}}"
    "*": "b.{{split(1, -)}}"
    "*": "b.{{split(x,-)}}"
    "*": "b.{{split(2,-)}}"
    "*": "b.{{splitFromLeft(1,2)}}"
    "*": "b.{{splitfromright(1,2)}}"
    "*": "b.{{SplitFromRight(1, -2)}}"
    "*": "b.{{splitFromLeft(1)}}"
    "*": "b.{{splitFromLeft(1,2,3)}}"
    "*": "b.{{splitFromLeft(x,2)}}"
    "*": "b.{{splitFromLeft(1,x)}}"
    "*": "b.{{splitFromLeft(2,2)}}"
    "*": "b.{{sliceFromLeft(1,2)}}"
    "*": "b.{{SliceFromRight(1,2)}}"
    "*": "b.{{sliceFromRight(1,0)}}"
    "*": "b.{{sliceFromRight(1,)}}"
    "a": "b..c"
    "a": ".b"
    "a": "b."
    "a": "b c"
    "a": "b\\tc"
    "a": " "
    "a..b": "b"
    "a b": "c"
    ".a": "c"
    "a.>.b": "c"
    "a.*": { destination: "b.$1", weight: 100 }
    "a.*": { dest: "b.$1", weight: "30%" }
    "a.*": { destination: "b.$1", weight: "30" }
    "a.*": { destination: "b.$1", weight: 101 }
    "a.*": { destination: "b.$1", weight: -1 }
    "a.*": { destination: "b.$1", weight: "x%" }
    "a.*": { destination: "b.$1" }
    "a.*": { destination: "b.$2", weight: 10 }
    "a": [ { destination: b, weight: 50 }, { destination: c, weight: 50 } ]
    "a": [ { destination: b, weight: 0 }, { destination: c, weight: 0 } ]
    "a": [ { destination: b, weight: 51 }, { destination: c, weight: 50 } ]
    "a": [ { destination: b, weight: 10 }, { destination: b, weight: 10 } ]
    "a": [ { destination: b, weight: 10 }, { destination: b, weight: 10, cluster: C } ]
    "a": [ { destination: b, weight: 60, cluster: C }, { destination: c, weight: 60, cluster: C } ]
    "a": [ { destination: a, weight: 10 } ]
    "a": [ ]
    "a": [ b ]
    "grüße.*": "größe.$1"
    "grüße.*": "größe.$2"
  `),
  ...since(
    sinceThen,
    `
    "a.*": "b"
    "a.*.*": "b.$1"
    "a.*.>": "b.>"
    "a": "b.$1"
    "a": "b.{{wildcard(1)}}"
    "a": "b.{{split(1,-)}}"
    "*": "b.{{split(1,.)}}"
    "a": "b.{{partition(3)}}"
    "*": "b.{{partition(3)}}"
    "*": "b.{{partition(2147483648,1)}}"
    "*": "b.{{random(3)}}"
    "*": "b.{{Random(3,3)}}"
    "a": "b.{{random(3)}}"
    "*": "b.{{left(1,2)}}"
    "*": "b.{{Right(1,2)}}.{{left(1,1)}}"
    "*": "b.{{splitFromLeft(1,2147483648)}}"
    "a": [ { destination: b, weight: 60 }, { destination: c, weight: 60, cluster: C } ]
  `,
  ),
  {
    text: '"a": ""',
    never: 'the current nats-server takes it, and ends in a panic with the first message',
  },
];

function same(rows: string): MappingText[] {
  return linesOf(rows).map((text) => ({ text }));
}

function since(version: string, rows: string): MappingText[] {
  return linesOf(rows).map((text) => ({ text, since: version }));
}

function linesOf(rows: string): string[] {
  return rows
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
