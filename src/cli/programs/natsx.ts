import { runNatsxProcess } from '../natsx/process.ts';

await runNatsxProcess();
