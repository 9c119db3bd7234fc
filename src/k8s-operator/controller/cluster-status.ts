/** What a NatsCluster says of itself. */
import type { NatsCluster } from '../resources.ts';
import { DEFAULT_VERSION, type NatsClusterStatus } from '../cluster-schema.ts';
import { stated, type Statement } from './conditions.ts';
import type { StatefulSet } from './watches.ts';

/** Why a cluster can't be had. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

export function clusterStatus(
  { spec, status, metadata: { generation } }: NatsCluster,
  set: StatefulSet | undefined,
  refusal: Refusal | undefined,
  now: Date,
): NatsClusterStatus {
  const rollout = rolloutOf(spec.size, set);
  const isReady = rollout.isDone && refusal === undefined;
  const statements = [accepted(refusal), progressing(rollout), ready(rollout, refusal)];
  const labels = Object.entries(set?.spec.selector?.matchLabels ?? {});
  return {
    phase: phase(rollout, refusal, status),
    ...(refusal === undefined ? {} : { reason: refusal.message }),
    controlPaused: spec.paused === true,
    size: rollout.there,
    readySize: rollout.ready,
    ...currentVersion(
      isReady ? (spec.version ?? DEFAULT_VERSION).replace(/^v/, '') : status?.currentVersion,
    ),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    selector: labels.map(([name, value]) => `${name}=${value}`).join(','),
    conditions: stated(status?.conditions, statements, generation, now),
  };
}

interface Rollout {
  readonly wanted: number;
  readonly there: number;
  readonly ready: number;
  /** Pods that are as they should be. */
  readonly updated: number;
  readonly isDone: boolean;
}

function rolloutOf(wanted: number, set: StatefulSet | undefined): Rollout {
  const { metadata, spec, status } = set ?? {};
  const {
    replicas: there = 0,
    readyReplicas: ready = 0,
    currentRevision = '',
    updateRevision = '',
  } = status ?? {};
  // Once all are, it counts none as updated.
  const updated = currentRevision === updateRevision ? there : (status?.updatedReplicas ?? 0);
  const isSeen = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 1);
  const isAsWanted = spec?.replicas === wanted && there === wanted && ready === wanted;
  return { wanted, there, ready, updated, isDone: isSeen && isAsWanted && updated >= wanted };
}

/** Failed is a matter of the resource: servers that run go on. */
function phase(
  { isDone }: Rollout,
  refusal: Refusal | undefined,
  before: NatsClusterStatus | undefined,
): NonNullable<NatsClusterStatus['phase']> {
  if (refusal !== undefined) return 'Failed';
  return isDone || before?.phase === 'Running' ? 'Running' : 'Creating';
}

function currentVersion(version: string | undefined): Pick<NatsClusterStatus, 'currentVersion'> {
  return version === undefined ? {} : { currentVersion: version };
}

function accepted(refusal: Refusal | undefined): Statement {
  return refusal === undefined
    ? {
        type: 'Accepted',
        isSo: true,
        reason: 'Valid',
        message: 'The cluster can be had as it is written',
      }
    : { type: 'Accepted', isSo: false, reason: 'Refused', message: refusal.message };
}

function progressing({ isDone, ready, updated, wanted }: Rollout): Statement {
  const message = isDone
    ? 'All servers are as they should be'
    : `${ready} of ${wanted} servers are ready, ${updated} are as they should be`;
  return { type: 'Progressing', isSo: !isDone, reason: isDone ? 'Done' : 'Rolling', message };
}

function ready({ isDone, ready, wanted }: Rollout, refusal: Refusal | undefined): Statement {
  const type = 'Ready';
  if (refusal !== undefined)
    return { type, isSo: false, reason: 'Refused', message: refusal.message };
  const message = `${ready} of ${wanted} servers are ready`;
  return { type, isSo: isDone, reason: isDone ? 'AllReady' : 'NotYet', message };
}
