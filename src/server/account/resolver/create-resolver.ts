import type { ResolverOptions } from '../../options/resolver.ts';
import { DirectoryResolver } from './directory-resolver.ts';
import { MemoryResolver } from './memory-resolver.ts';
import type { AccountResolver } from './resolver.ts';
import { UrlResolver, type UrlResolverTls } from './url-resolver.ts';

/** What a resolver is made of. */
export interface ResolverSettings {
  readonly resolver: ResolverOptions;
  /** JWTs for a start, by the keys of their accounts. */
  readonly preload: Readonly<Record<string, string>>;
  /** How an account server is spoken to; as HTTPS has it unless given. */
  readonly tls?: UrlResolverTls | undefined;
}

/** The resolver that the options ask for; it is to be started. */
export function createResolver({ resolver, preload, tls }: ResolverSettings): AccountResolver {
  switch (resolver.type) {
    case 'memory':
      return new MemoryResolver(preload);
    case 'url':
      return new UrlResolver(resolver.url, tls);
    case 'full':
    case 'cache':
      return new DirectoryResolver(resolver, preload);
  }
}
