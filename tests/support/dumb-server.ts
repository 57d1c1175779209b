import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { buildDirectory } from '../../scripts/serve.mjs';

const types: Record<string, string> = {
	'.css': 'text/css',
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript',
	'.json': 'application/json',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.wasm': 'application/wasm',
	'.webmanifest': 'application/manifest+json'
};

/**
 * A static file server that knows nothing of the app: files as they lie in the folder, `index.html` for
 * a path that ends in a slash, 404 for everything else.
 * @param mount the path under which the folder appears, such as `/some/path`
 */
export async function startDumbServer(mount: string): Promise<{ url: string; stop: () => Promise<void> }> {
	const server = createServer(async (request, response) => {
		const { pathname } = new URL(request.url ?? '/', 'http://localhost');
		try {
			if (!pathname.startsWith(`${mount}/`)) throw new Error('outside');
			const path = decodeURIComponent(pathname.slice(mount.length));
			const file = path.endsWith('/') ? `${path}index.html` : path;
			const content = await readFile(join(buildDirectory, file));
			response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
			response.end(content);
		} catch {
			response.writeHead(404).end();
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://localhost:${(server.address() as AddressInfo).port}${mount}`,
		stop: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		}
	};
}
