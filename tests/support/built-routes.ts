import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildDirectory } from '../../scripts/serve.mjs';

/** Every page of the built app, as paths with a slash at the end: `/`, `/device/`, … */
export function builtRoutes(folder = buildDirectory, path = '/'): string[] {
	if (!existsSync(folder)) throw new Error('There is no build to test: run `npm run build` first.');
	const entries = readdirSync(folder, { withFileTypes: true });
	const here = entries.some(({ name }) => name === 'index.html') ? [path] : [];
	const below = entries
		.filter((entry) => entry.isDirectory() && entry.name !== '_app')
		.flatMap(({ name }) => builtRoutes(join(folder, name), `${path}${name}/`));
	return [...here, ...below];
}
