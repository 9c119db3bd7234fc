/** The flags of nk: Go's first, then ours. Both `nk` and `natsx nk` read this table. */
import type { GoFlagTable, GoFlagValues } from '../go-flags.ts';

export const nkFlags = {
  v: { type: 'boolean', description: 'show version' },
  gen: {
    type: 'string',
    value: 'type',
    description: 'generate key for [user|account|server|cluster|operator|curve|x25519]',
  },
  sign: { type: 'string', value: 'file', description: 'sign <file> with -inkey <keyfile>' },
  verify: {
    type: 'string',
    value: 'file',
    description: 'verify <file> with -inkey <keyfile> or -pubin <public> and -sigfile <file>',
  },
  inkey: { type: 'string', value: 'file', description: 'input key file (seed/private key)' },
  pubin: { type: 'string', value: 'file', description: 'public key file' },
  sigfile: {
    type: 'string',
    value: 'file',
    description: 'signature file; for several files one signature a line',
  },
  pubout: { type: 'boolean', description: 'output public key' },
  e: { type: 'string', value: 'file', description: 'entropy file, e.g. /dev/urandom' },
  pre: {
    type: 'string',
    value: 'vanity',
    description: 'search a public key that has <vanity> after its first letter, on all cores',
  },
  maxpre: {
    type: 'integer',
    value: 'N',
    default: 10_000_000,
    description: 'maximum attempts at generating the key prefix',
  },
  seal: {
    type: 'string',
    value: 'file',
    description: 'seal <file> with -inkey <curve seed> for -recipient <key>',
  },
  open: {
    type: 'string',
    value: 'file',
    description: 'open the sealed <file> with -inkey <curve seed> from -sender <key>',
  },
  recipient: {
    type: 'string',
    value: 'key',
    description: 'public curve key to seal for, or a file that holds it',
  },
  sender: {
    type: 'string',
    value: 'key',
    description: 'public curve key of who sealed, or a file that holds it',
  },
  raw: { type: 'boolean', description: 'with -seal: the bytes of the box instead of base64' },
  out: {
    type: 'string',
    value: 'file',
    description:
      'write the result to <file>, readable by you alone; with -gen the seed, the public key is shown',
  },
  force: { type: 'boolean', description: 'with -out: replace <file> if it exists' },
  json: { type: 'boolean', description: 'print results and errors as JSON, one object a line' },
} as const satisfies GoFlagTable;

export type NkFlags = GoFlagValues<typeof nkFlags>;

// Scripts compare it, so it is Go's to the byte, without our own flags: those stand in `natsx nk --help`.
export const USAGE = `Usage: nk [options]
    -v                    Show version
    -gen <type>           Generate key for [user|account|server|cluster|operator|curve|x25519]
    -sign <file>          Sign <file> with -inkey <keyfile>
    -verify <file>        Verify <file> with -inkey <keyfile> or -pubin <public> and -sigfile <file>
    -inkey <file>         Input key file (seed/private key)
    -pubin <file>         Public key file
    -sigfile <file>       Signature file
    -pubout               Output public key
    -e                    Entropy file, e.g. /dev/urandom
    -pre <vanity>         Attempt to generate public key given prefix, e.g. nk -gen user -pre derek
    -maxpre <N>           Maximum attempts at generating the correct key prefix, default is 10,000,000
`;
