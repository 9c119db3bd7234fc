import AuthCalloutStart from './start.ts';

/** `natsx auth-callout` starts the service. */
export default class AuthCallout extends AuthCalloutStart {}
