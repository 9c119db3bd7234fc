import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readTranscript, type Transcript } from './transcript.ts';

/** Where the transcripts are. */
export const CORPUS = join(import.meta.dirname, '..', 'nsc-corpus');

export function transcripts(): (Transcript & { readonly file: string })[] {
  return readdirSync(CORPUS).map((file) => ({ file, ...readTranscript(join(CORPUS, file)) }));
}
