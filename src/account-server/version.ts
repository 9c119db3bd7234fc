/** The nats-account-server that this one stands in for, as it says of itself. */
export const ACCOUNT_SERVER_VERSION = '1.0.0';
