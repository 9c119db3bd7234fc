/** The version of natsx itself, equal to package.json's (a test holds them together; reading the file costs start-up). */
export const VERSION = '0.1.0';
