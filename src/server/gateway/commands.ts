/** `gateway_cmd` of INFO: what it is about other than who says it (nats-server gateway.go, gatewayCmd…). */

/** There is another cluster. */
export const GOSSIP = 1;
/** From here on all that is of interest in an account is told … */
export const ALL_SUBS_START = 2;
/** … and now it was. */
export const ALL_SUBS_COMPLETE = 3;
