import process from 'node:process';
import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { readBasePath } from './scripts/address.mjs';
import { connectSources } from './scripts/hub-url.mjs';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: { runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true) },
	kit: {
		adapter: adapter({
			pages: 'build',
			assets: 'build',
			strict: true,
			// A quarter of the build; a journey's own goes without (scripts/build-for-hub.mjs).
			precompress: process.env.PRECOMPRESS !== 'off'
		}),
		paths: { base: readBasePath(), relative: true },
		serviceWorker: { register: false },
		// What lies outside src is checked as well.
		typescript: {
			config: (config) => {
				config.include.push('../bench/**/*.ts', '../scripts/**/*.mjs', '../playwright.config.ts');
			}
		},
		// The update is offered by the service worker; a poll of version.json would need the network.
		version: { pollInterval: 0 },
		csp: {
			mode: 'hash',
			directives: {
				'default-src': ['none'],
				'script-src': ['self', 'wasm-unsafe-eval'],
				'style-src': ['self', 'unsafe-inline'],
				'img-src': ['self', 'data:', 'blob:'],
				'font-src': ['self'],
				'connect-src': connectSources(),
				'media-src': ['self', 'blob:'],
				'manifest-src': ['self'],
				'worker-src': ['self'],
				'base-uri': ['self'],
				'form-action': ['none'],
				'object-src': ['none'],
				// Text never becomes markup or script by accident; the default policy is in src/lib/pwa/trusted-types.ts.
				'require-trusted-types-for': ['script'],
				'trusted-types': ['svelte-trusted-html', 'default']
			}
		}
	}
};
