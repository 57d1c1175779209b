import { describe, expect, it } from 'vitest';
import { isOwnScript } from './trusted-types';

const page = 'https://rooms.example/some/path/accounts/';

describe('isOwnScript', () => {
	it.each([
		'worker.js',
		'../service-worker.js',
		'/some/path/_app/immutable/workers/w.js',
		'https://rooms.example/w.js'
	])('takes %s, of our own origin', (url) => expect(isOwnScript(url, page)).toBe(true));

	it.each([
		'https://elsewhere.example/w.js',
		'//elsewhere.example/w.js',
		'http://rooms.example/w.js',
		'data:text/javascript,1',
		'blob:https://rooms.example/7e0c',
		'javascript:1'
	])('refuses %s', (url) => expect(isOwnScript(url, page)).toBe(false));
});
