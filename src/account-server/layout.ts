/** Where the JWTs of accounts lie in a folder. Paths are relative to it. */
export interface Layout {
  /** Whether there may be JWTs in this folder. */
  isFolder(path: string): boolean;
  /** Whether this may be the JWT of an account. */
  isFile(path: string): boolean;
  /** The file of an account; undefined where the name of the file does not follow from the account. */
  readonly pathOf: ((account: string) => string) | undefined;
}

/** `<account>.jwt`, as nats-server's directory store has it. */
export const flatLayout: Layout = {
  isFolder: () => false,
  isFile: (path) => /^A[A-Z2-7]{55}\.jwt$/.test(path),
  pathOf: (account) => `${account}.jwt`,
};

/** `<last two letters>/<account>.jwt`. */
export const shardedLayout: Layout = {
  isFolder: (path) => /^[A-Z2-7]{2}$/.test(path),
  isFile: (path) => /^([A-Z2-7]{2})\/A[A-Z2-7]{53}\1\.jwt$/.test(path),
  pathOf: (account) => `${account.slice(-2)}/${account}.jwt`,
};

/** `accounts/<name>/<name>.jwt`, in the folder of an operator in a store of nsc. */
export const nscLayout: Layout = {
  isFolder: (path) => /^accounts(\/[^/]+)?$/.test(path),
  isFile: (path) => /^accounts\/([^/]+)\/\1\.jwt$/.test(path),
  pathOf: undefined,
};
