/** Where the API server is: told by a kubeconfig, or by the pod that this runs in. */
import { KubeConfig } from '@kubernetes/client-node';
import { NatsxError } from '../../base/errors.ts';

export interface KubeConfigChoice {
  /** A file; else $KUBECONFIG, ~/.kube/config, or the pod's service account. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

export function loadKubeConfig({ kubeconfig, context }: KubeConfigChoice): KubeConfig {
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (cause) {
    const { message } = cause as Error;
    throw new NatsxError('ERR_KUBE_CONFIG', `the kubeconfig can't be used: ${message}`, {
      cause,
      suggestions: ['name another with --kubeconfig'],
    });
  }
  if (context === undefined) return config;
  if (config.getContextObject(context) === null) {
    const names = config.getContexts().map(({ name }) => name);
    throw new NatsxError('ERR_KUBE_CONFIG', `the kubeconfig has no context "${context}"`, {
      suggestions: [`it has: ${names.join(', ')}`],
    });
  }
  config.setCurrentContext(context);
  return config;
}

/** The namespace of the context, or of the pod. */
export function namespaceOf(config: KubeConfig): string {
  return config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';
}
