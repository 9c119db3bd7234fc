import type { Logger } from '../../base/logger.ts';
import type { EventRecorder } from './event-recorder.ts';
import type { KubeApi } from './kube-api.ts';
import type { Uses } from './uses.ts';
import type { Watches } from './watches.ts';

/** What all who reconcile share. */
export interface Scene {
  readonly api: KubeApi;
  readonly watches: Watches;
  readonly events: EventRecorder;
  readonly logger: Logger;
  /** By keys of the queue, `NatsAccount/nats/acme`, and `Secret/nats/acme-keys`. */
  readonly uses: Uses;
  readonly now: () => Date;
}
