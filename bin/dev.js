#!/usr/bin/env -S node --import tsx
// `natsx` run from src/. What help and completion say is as old as oclif.manifest.json; the commands are not.
import { settings } from '@oclif/core';

// It would look for what is built.
settings.enableAutoTranspile = false;
const { runNatsxProcess } = await import('../src/cli/natsx/process.ts');

await runNatsxProcess();
