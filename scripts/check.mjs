// npm run check: formatting, lint and types; quick enough for before every commit.
import process from 'node:process';
import { checks, generate } from './checks.mjs';
import { secondsSince } from './tools.mjs';

const generated = await generate();
if (!generated.ok) {
	console.error(generated.output);
	process.exit(1);
}
for (const { name, run } of checks) {
	const start = performance.now();
	const { ok, output } = await run();
	console.log(`${ok ? '✓' : '✗'} ${name}  ${secondsSince(start)}`);
	if (!ok) {
		console.log(output);
		process.exitCode = 1;
	}
}
