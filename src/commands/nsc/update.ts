import { VERSION } from '../../base/version.ts';
import { nscCommand } from '../../cli/nsc/command.ts';
import { FlagError } from '../../cli/nsc/parse-flags.ts';

export default nscCommand({
  summary: 'Say how to update nsc',
  description: 'nsc is part of the npm package natsx, which npm updates.',
  examples: ['update', 'update --version 0.1.0'],
  isForAnyStore: true,
  flags: {
    version: {
      type: 'text',
      value: 'version',
      default: 'latest',
      description: 'version to update to',
    },
  },
  run: ({ flags }) => {
    const wanted = flags.version
      .trim()
      .toLowerCase()
      .replace(/^v(?=\d)/, '');
    if (wanted !== 'latest' && !/^\d+(\.\d+){0,2}([-+][\w.+-]+)?$/.test(wanted)) {
      throw new FlagError(
        `invalid argument "${flags.version}" for "--version" flag: it must be a version, or latest`,
      );
    }
    const command = `npm install --global natsx@${wanted}`;
    const text =
      wanted === VERSION
        ? `Current version ${VERSION} is requested version\n`
        : `nsc is part of the npm package natsx, and this is version ${VERSION}. To update it:\n\n` +
          `  ${command}\n\n` +
          `In a project that has it as a dependency, without --global.\n`;
    return { text, data: { version: VERSION, wanted, command } };
  },
});
