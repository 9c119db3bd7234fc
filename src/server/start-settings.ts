import type { Logger } from '../base/logger.ts';
import type { GivenServerOptions } from './options/options.ts';

/** What `Server.start` takes: any option, and where to log. */
export type StartOptions = GivenServerOptions & StartSettings;

/** What a server that starts takes beside the options. */
export interface StartSettings {
  /** Gets nats-server's log lines. Default: nobody. */
  readonly logger?: Logger | undefined;
  /** The configuration file that the options are from, for the log and for monitoring. Default none. */
  readonly config?: { readonly file: string; readonly digest: string | undefined } | undefined;
  /**
   * Reads the options again and calls `reload` with them, when the system account asks for it; rejects with a NatsxError if
   * that can't be done. Default: it can't.
   */
  readonly reload?: (() => Promise<void>) | undefined;
}

/** What `Server.reload` takes beside the options. */
export interface ReloadSettings {
  /** The digest of the configuration file that the options are from. Default none. */
  readonly digest?: string | undefined;
  /** Does the part of who runs the server: called when the options hold, before the log says that all is done. */
  readonly adopt?: () => void;
}
