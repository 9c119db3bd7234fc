import { VERSION } from '../base/version.ts';

/** natsx's own version. */
export const NATSX_VERSION = VERSION;

/**
 * The nats-server release we behave like, in INFO.version and /varz. Client libraries switch features on by comparing
 * it, so it stays a plain `major.minor.patch`.
 */
export const COMPATIBILITY_VERSION = '2.12.0';

/** What stands where nats-server tells its Go version: INFO.go and /varz. */
export const goVersionText = `natsx ${NATSX_VERSION}, node ${process.version}`;
