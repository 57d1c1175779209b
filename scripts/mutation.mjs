// npm run test:mutation: which changes of the rules no test notices. The last line is `N passed, N failed`.
import process from 'node:process';
import { ensureInstalled } from './install.mjs';

await ensureInstalled(console.log);
// This needs the packages.
const { runMutation } = await import('./mutation/run.mjs');
const { passed, failed } = await runMutation(process.argv.slice(2)).catch((error) => {
	console.error(error instanceof Error ? error.message : error);
	return { passed: 0, failed: 1 };
});
process.exitCode = failed === 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);
