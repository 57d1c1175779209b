import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The hub for Node: our own code as one module; packages stay where they are installed. */
export default defineConfig({
	publicDir: false,
	resolve: { alias: { $lib: fileURLToPath(new URL('src/lib', import.meta.url)) } },
	build: {
		ssr: true,
		outDir: 'build-hub',
		emptyOutDir: true,
		target: 'node20',
		minify: false,
		rolldownOptions: {
			input: {
				main: 'src/hub/main.ts',
				'pglite-thread': 'src/hub/database/pglite-thread.ts',
				'pglite-first': 'src/hub/database/pglite-first.ts'
			},
			// All side by side: a module finds the scripts of threads and processes beside itself.
			output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' }
		}
	}
});
