import type { Session } from '../session.ts';
import { authenticating } from './authenticating.ts';
import { connecting } from './connecting.ts';
import { framing } from './framing.ts';
import { publishing } from './publishing.ts';
import { subscribing } from './subscribing.ts';

/** Every session, by what it is about. */
export const corpus: Readonly<Record<string, readonly Session[]>> = {
  framing,
  connecting,
  authenticating,
  publishing,
  subscribing,
};
