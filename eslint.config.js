import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** The rooms of src/lib, and the rooms each may import from. Imports point one way. */
const mayImport = {
	domain: [],
	protocol: [],
	vault: ['domain', 'protocol'],
	journal: ['domain', 'protocol', 'vault'],
	commands: ['domain', 'protocol', 'vault', 'journal', 'sync'],
	sync: ['domain', 'protocol', 'journal'],
	device: ['protocol'],
	scan: ['ui', 'paraglide'],
	qr: [],
	sheets: ['ui', 'domain', 'protocol', 'qr', 'paraglide'],
	words: ['domain', 'protocol', 'journal', 'vault', 'paraglide'],
	ui: ['paraglide']
};
const rooms = Object.keys(mayImport);

/** Platform and framework packages that pure rooms must not know. */
const impure = ['svelte', 'svelte/*', '$app/*', 'dexie', 'node:*', 'workbox-*', 'bits-ui'];

const directions = rooms.map((room) => {
	const forbidden = [...rooms, 'paraglide'].filter(
		(other) => other !== room && !mayImport[room].includes(other)
	);
	const patterns = [
		{
			group: forbidden.flatMap((other) => [`$lib/${other}`, `$lib/${other}/**`, `**/../${other}/**`]),
			message: `src/lib/${room} may import only from: ${mayImport[room].join(', ') || 'itself'} (ARCHITECTURE.md, "The house").`
		}
	];
	if (room === 'domain' || room === 'protocol')
		patterns.push({
			group: impure,
			message: `src/lib/${room} is pure: no browser, Svelte, Dexie or Node API.`
		});
	return {
		files: [`src/lib/${room}/**/*.{ts,svelte}`],
		ignores: ['**/*.test.ts'],
		rules: { 'no-restricted-imports': ['error', { patterns }] }
	};
});

export default ts.config(
	{
		ignores: [
			'build/',
			'build-hub/',
			'data/',
			'.svelte-kit/',
			'src/lib/paraglide/',
			'node_modules/',
			'test-results/',
			'.cache/'
		]
	},
	js.configs.recommended,
	...ts.configs.recommended,
	...svelte.configs.recommended,
	prettier,
	...svelte.configs.prettier,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			'no-undef': 'off',
			'no-console': ['error', { allow: ['warn', 'error'] }],
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			// Sets and maps in $state.raw are replaced, never changed.
			'svelte/prefer-svelte-reactivity': 'off',
			'svelte/no-navigation-without-resolve': 'error'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: {
				parser: ts.parser,
				// Of svelte.config.js only this: functions in it cannot be part of ESLint's cache.
				svelteConfig: { compilerOptions: { runes: true } }
			}
		}
	},
	{
		// Components take addresses that are resolved already.
		files: ['src/lib/ui/**'],
		rules: { 'svelte/no-navigation-without-resolve': 'off' }
	},
	{
		// The hub knows what devices and tablets say to it, and nothing of what they are.
		files: ['src/hub/**'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					patterns: [
						{
							group: [
								'$lib/*',
								'$lib/**',
								'!$lib/protocol',
								'!$lib/protocol/**',
								'**/lib/**',
								'$app/*',
								'svelte',
								'dexie'
							],
							message: 'src/hub imports from src/lib only protocol (ARCHITECTURE.md, "The house").'
						}
					]
				}
			]
		}
	},
	{ files: ['scripts/**', 'bench/**', 'tests/**'], rules: { 'no-console': 'off' } },
	{
		files: ['src/lib/domain/**', 'src/lib/protocol/**'],
		ignores: ['**/*.test.ts'],
		rules: {
			'no-restricted-globals': [
				'error',
				'window',
				'document',
				'navigator',
				'localStorage',
				'indexedDB',
				'fetch',
				'process',
				'Buffer'
			]
		}
	},
	...directions
);
