/**
 * Whether a locale has no characters but ASCII. As the C library: the first of the three variables that is not empty
 * counts, and none of them means ASCII.
 */
export function isAsciiLocale(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((name) => name) ?? '';
  return platform !== 'win32' && !/utf-?8/i.test(locale);
}
