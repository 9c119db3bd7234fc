/** All that a program sees of the process it runs in, so that tests run it without one. */
export interface Surroundings {
  /** Its standard input, to the end. */
  readInput(): Promise<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly pid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of whoever runs it. */
  readonly home: string;
  readonly currentDirectory: string;
  /** Whether its locale has no characters but ASCII. */
  readonly isAscii?: boolean;
  now(): Date;
  /** Hands each key to `onKey` as it is pressed, until the function that it returns is called; undefined without a keyboard. */
  keys?: ((onKey: (key: string) => void) => () => void) | undefined;
  /** Resolves at the next Ctrl-C, which from this call on no longer ends the process. */
  interrupted(): Promise<void>;
}

export interface Output {
  /** Whether a person sits before it. */
  readonly isTerminal?: boolean;
  /** The size of that terminal, in letters. */
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  /** Resolves once the bytes are written: whoever waits for it never fills the memory. */
  write(bytes: string | Uint8Array): Promise<void>;
}
