/** Where a deployment has its files: all of them in one folder, so that removing it removes the deployment. */
import { join } from 'node:path';
import { NatsxError } from '../base/errors.ts';

export class Place {
  /** Also of the operator and of the contexts. */
  readonly name: string;
  readonly root: string;
  /** `root` and what is in it for `nsc --all-dirs`: the store, the keys and the creds. */
  readonly nsc: string;

  /** `dataHome` is XDG_DATA_HOME. Throws for a name that can't be that of an operator, a folder and a context. */
  constructor(dataHome: string, name: string) {
    if (!/^[A-Za-z0-9][\w-]{0,62}$/.test(name) || RESERVED.has(name.toLowerCase())) {
      throw new NatsxError('ERR_USAGE', `invalid name ${JSON.stringify(name)} of a deployment`, {
        suggestions: [
          'a name has letters, digits, - and _, at most 63 of them, and begins with a letter or digit',
          `${[...RESERVED].join(', ')} are taken: folders of the store have these names`,
        ],
      });
    }
    this.name = name;
    this.root = join(dataHome, 'natsx', name);
    this.nsc = join(this.root, 'nsc');
  }

  /** Of one server: its configuration, its log, the JWTs that it keeps. */
  server(name: string): ServerFolder {
    return new ServerFolder(join(this.root, 'servers', name));
  }

  /** What routes and gateways log in with. */
  get linkPassword(): string {
    return join(this.root, 'link-password');
  }

  /** Which processes there are, while it runs. */
  get running(): string {
    return join(this.root, 'running.json');
  }
}

/** Folders beside that of the operator, whose name is the deployment's. */
const RESERVED: ReadonlySet<string> = new Set(['keys', 'creds', 'history']);

export class ServerFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get conf(): string {
    return join(this.path, 'server.conf');
  }

  get log(): string {
    return join(this.path, 'server.log');
  }

  get jwt(): string {
    return join(this.path, 'jwt');
  }
}
