/** Small types of Kubernetes that stand in our resources, with their schemas. */
import type { Container, EnvVar, PodTemplate, VolumeMount } from './kubernetes.ts';
import {
  choice,
  flag,
  foreign,
  integer,
  list,
  map,
  object,
  partly,
  quantity,
  text,
  type Schema,
} from './schema.ts';

export const LABELS = map(text('The value.'), 'Labels, added to those that the operator sets.');

export const ANNOTATIONS = map(text('The value.'), 'Annotations.');

export const RESOURCES = object('What a container asks of its node, as in any pod.', {
  limits: map(quantity('An amount.'), 'The most it may use.'),
  requests: map(quantity('An amount.'), 'What is kept for it.'),
});

export const PULL_POLICY = choice('When the image is fetched.', [
  'IfNotPresent',
  'Always',
  'Never',
]);

export const TOLERATIONS = list(
  object('A taint of nodes that does not keep the pods away, as in any pod.', {
    key: text('The key of the taint.'),
    operator: text('`Exists` or `Equal`.', 'Exists'),
    value: text('The value of the taint.'),
    effect: text('`NoSchedule`, `PreferNoSchedule` or `NoExecute`.', 'NoSchedule'),
    tolerationSeconds: integer('How long a pod stays after a `NoExecute`.', { format: 'int64' }),
  }),
  'Taints of nodes that do not keep the pods away.',
);

const ENV_VAR: Schema<EnvVar> = partly(
  'A variable, as in any container.',
  {
    name: text('Its name.', 'GOMEMLIMIT', { minLength: 1 }),
    value: text('Its value.'),
    valueFrom: foreign('Where its value is.'),
  },
  ['name'],
);

export const ENV = list(ENV_VAR, 'Environment variables.');

const VOLUME_MOUNT: Schema<VolumeMount> = partly(
  'A volume of the pod in a container.',
  {
    name: text('The volume, one of `spec.template.spec.volumes`.', 'creds', { minLength: 1 }),
    mountPath: text('Where it is mounted.', '/etc/nats-creds', { minLength: 1 }),
    readOnly: flag('Whether it can only be read.'),
    subPath: text('A path inside of the volume.'),
  },
  ['name', 'mountPath'],
);

export const VOLUME_MOUNTS = list(VOLUME_MOUNT, 'Volumes of the pod in the container.');

const CONTAINER: Schema<Container> = partly(
  'A container, as in any pod.',
  {
    name: text('Its name.', 'nats', { minLength: 1 }),
    env: ENV,
    ports: list(
      partly('A port.', { containerPort: integer('Its number.', { minimum: 1, maximum: 65535 }) }, [
        'containerPort',
      ]),
      'Its ports.',
    ),
    volumeMounts: VOLUME_MOUNTS,
  },
  ['name'],
);

/** Further types of Kubernetes would only make the CRD longer: the API server checks them in the StatefulSet. */
export const POD_TEMPLATE: Schema<PodTemplate> = partly('What pods are made of.', {
  metadata: partly('Their labels and annotations.', { labels: LABELS, annotations: ANNOTATIONS }),
  spec: partly('Their specification, as of any pod.', {
    containers: list(CONTAINER, 'The first is the server, others stand beside it.'),
    initContainers: list(CONTAINER, 'Containers that come first.'),
    volumes: list(
      partly('A volume.', { name: text('Its name.', 'creds', { minLength: 1 }) }, ['name']),
      'Volumes.',
    ),
    affinity: partly('Which nodes are taken.', {
      podAntiAffinity: partly('Which pods are kept away from.', {
        requiredDuringSchedulingIgnoredDuringExecution: list(foreign('A rule.'), 'Rules.'),
      }),
    }),
    tolerations: TOLERATIONS,
  }),
});

/** A time as Kubernetes writes it. */
export function time(description: string): Schema<string> {
  return text(description, '2026-01-31T12:00:00Z', { format: 'date-time' });
}

/** Conditions of a status. `transitionTime` is what nats-operator called `lastTransitionTime`. */
export const CONDITIONS = list(
  object(
    'One thing that is so, or is not.',
    {
      type: text('What it is about, such as `Ready` or `ScalingUp`.', 'Ready'),
      status: choice('Whether it is so.', ['True', 'False', 'Unknown']),
      reason: text('Why, in one word.'),
      message: text('Why, in a sentence.'),
      lastTransitionTime: time('Since when.'),
      transitionTime: text('Since when, as nats-operator wrote it.'),
      observedGeneration: integer('The generation of the resource it was said of.', {
        format: 'int64',
      }),
    },
    ['type'],
  ),
  'How it is.',
);

/** Another resource, by its name. */
export function reference(
  what: string,
): Schema<{ readonly name: string; readonly namespace?: string }> {
  return object(
    what,
    {
      name: text('Its name.', 'acme', { minLength: 1 }),
      namespace: text('Its namespace; the same as this resource by default.', 'nats'),
    },
    ['name'],
  );
}

/** One value in a Secret of the same namespace. */
export function secretKey(
  what: string,
  key: string,
): Schema<{ readonly secret: string; readonly key?: string }> {
  return object(
    what,
    {
      secret: text('The name of the Secret.', 'operator-key', { minLength: 1 }),
      key: text(`The key in it; \`${key}\` by default.`, key),
    },
    ['secret'],
  );
}
