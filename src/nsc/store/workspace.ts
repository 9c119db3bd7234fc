/** All that a command works on: the stores, the keystore, and what is chosen of them. */
import { join } from 'node:path';
import { isValidPublicKey } from '../../nkeys/strkey.ts';
import { NscError } from '../errors.ts';
import { contextOfDirectory, operatorsIn, withDefaults, type Context } from './context.ts';
import { abbreviateHome, expandPath, type Directories } from './directories.ts';
import { Files } from './files.ts';
import { History } from './history.ts';
import { Keystore } from './keystore.ts';
import { OperatorStore } from './operator-store.ts';
import { readSettings, writeSettings, type Settings } from './settings.ts';

/** What a command is told about where it runs. */
export interface Surroundings {
  readonly directories: Directories;
  /** Whether the current directory alone says which operator and account are meant (NSC_CWD_ONLY). */
  readonly currentDirectoryOnly: boolean;
  /** Whether a new keystore gets a `.gitignore`; not with NSC_NO_GIT_IGNORE. */
  readonly ignoresInGit: boolean;
  readonly now: () => Date;
}

export class Workspace {
  readonly directories: Directories;
  readonly files: Files;
  readonly keystore: Keystore;
  readonly currentDirectoryOnly: boolean;
  readonly now: Date;
  /** What the current directory chose; undefined if it says nothing. */
  readonly fromDirectory: Partial<Context> | undefined;
  /** Which change of the history this one takes back. */
  undoes: number | undefined;
  readonly #settings: Settings | undefined;
  #context: Context;

  constructor(
    { directories, currentDirectoryOnly, ignoresInGit, now }: Surroundings,
    files = new Files(),
  ) {
    this.directories = directories;
    this.files = files;
    this.currentDirectoryOnly = currentDirectoryOnly;
    this.now = now();
    this.keystore = new Keystore({ folder: directories.keystore, ignoresInGit }, files);
    this.#settings = currentDirectoryOnly ? undefined : readSettings(directories.config, files);
    const isFirst = !currentDirectoryOnly && this.#settings === undefined;
    this.fromDirectory = isFirst ? undefined : contextOfDirectory(directories.current, files);
    this.#context = this.#sane(this.#chosenContext());
  }

  get storeRoot(): string {
    return this.#context.storeRoot;
  }

  /** The name of the operator that is chosen; empty if none is. */
  get operatorName(): string {
    return this.#context.operator;
  }

  /** The name of the account that is chosen; empty if none is. */
  get accountName(): string {
    return this.#context.account;
  }

  operatorNames(): string[] {
    return operatorsIn(this.storeRoot, this.files);
  }

  /** The store of that operator, or of the one that is chosen. */
  store(operator = this.operatorName): OperatorStore {
    if (operator === '') {
      const text = "set an operator -- 'nsc env -o operatorName'";
      throw new NscError('ERR_NSC_CONTEXT', text);
    }
    const store = OperatorStore.open(join(this.storeRoot, operator), this.files);
    if (store !== undefined) return store;
    throw this.#noOperator(operator);
  }

  /** Makes the store of a new operator. */
  createStore(operator: string, isManaged: boolean): OperatorStore {
    const folder = join(this.storeRoot, operator);
    if (this.files.foldersIn(folder).length + this.files.filesIn(folder).length > 0) {
      const text = `operator "${operator}" already exists in \`${this.storeRoot}\``;
      throw new NscError('ERR_NSC_EXISTS', text);
    }
    return OperatorStore.create(folder, isManaged, this.files);
  }

  /** The name of the account that is meant: by its name or public key, or the one that is chosen. */
  resolveAccount(given?: string): string {
    const name = given === undefined || given === '' ? this.accountName : this.#findAccount(given);
    if (name !== '') return name;
    throw new NscError('ERR_NSC_CONTEXT', 'an account is required', {
      suggestions: ['name one with --account, or choose one with nsc env --account'],
    });
  }

  /** Chooses for this command and the next ones. */
  choose(choice: Partial<Context>): void {
    const { storeRoot = this.storeRoot } = choice;
    this.#context = { ...this.#context, ...choice, storeRoot };
    if (choice.operator !== undefined && !this.operatorNames().includes(choice.operator)) {
      throw this.#noOperator(choice.operator);
    }
    this.#context = this.#sane(this.#context);
    const { account } = choice;
    if (account !== undefined && account !== '') {
      this.#context = { ...this.#context, account: this.#findAccount(account) };
    }
    this.#save();
  }

  /** Chooses for this command alone. */
  useOperator(operator: string): void {
    if (!this.operatorNames().includes(operator)) throw this.#noOperator(operator);
    this.#context = this.#sane({ ...this.#context, operator });
  }

  history(): History {
    return new History(this.directories.state, this.storeRoot, this.files);
  }

  /** A path that somebody typed. */
  expand(path: string): string {
    return expandPath(path, this.directories.home, this.directories.current);
  }

  /** A path as it is shown, in back quotes. */
  show(path: string): string {
    return `\`${abbreviateHome(path, this.directories.home)}\``;
  }

  #chosenContext(): Context {
    const { directories } = this;
    const kept = this.#settings ?? { storeRoot: '', operator: '', account: '' };
    const context = {
      storeRoot: kept.storeRoot === '' ? directories.stores : kept.storeRoot,
      operator: kept.operator,
      account: kept.account,
      ...this.fromDirectory,
    };
    return directories.storesAreGiven ? { ...context, storeRoot: directories.stores } : context;
  }

  #sane(context: Context): Context {
    const { storeRoot } = context;
    return withDefaults(context, operatorsIn(storeRoot, this.files), (operator) =>
      OperatorStore.open(join(storeRoot, operator), this.files),
    );
  }

  #save(): void {
    if (this.currentDirectoryOnly) return;
    const others = this.#settings?.others ?? {};
    writeSettings(this.directories.config, { ...this.#context, others }, this.files);
  }

  #findAccount(given: string): string {
    const store = this.store();
    if (store.hasAccount(given)) return given;
    if (isValidPublicKey(given, 'account')) {
      const name = store.accountNameOf(given);
      if (name !== undefined) return name;
      throw new NscError('ERR_NSC_NOT_FOUND', `no account found with public key ${given}`);
    }
    const place = `accounts for operator "${store.name}" in \`${this.storeRoot}\``;
    throw new NscError('ERR_NSC_CONTEXT', `"${given}" not in ${place}`);
  }

  #noOperator(operator: string): NscError {
    return new NscError('ERR_NSC_CONTEXT', `operator "${operator}" not in \`${this.storeRoot}\``);
  }
}
