import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The hub for Node: our own code as one module; packages stay where they are installed. */
export default defineConfig({
	publicDir: false,
	resolve: { alias: { $lib: fileURLToPath(new URL('src/lib', import.meta.url)) } },
	build: {
		ssr: 'src/hub/main.ts',
		outDir: 'build-hub',
		emptyOutDir: true,
		target: 'node20',
		minify: false
	}
});
