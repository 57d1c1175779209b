import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { problems } from '$lib/protocol/hub/problem';
import { openApi } from './openapi';
import { newHub } from './testing/new-hub';

const document = openApi() as {
	paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
};

it('is a valid OpenAPI 3.1 document', async () => {
	const validator = new Validator();
	expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
	expect(validator.version).toBe('3.1');
});

it('describes each route that there is, and none that there is not', async () => {
	const hub = await newHub('pglite');
	const there = hub.routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
	const described = Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
	);
	expect([...new Set(there)].toSorted()).toEqual(described.toSorted());
	const served = await hub.fetch(new Request('http://hub.test/openapi.json'));
	expect(await served.json()).toEqual(JSON.parse(JSON.stringify(document)));
	await hub.close();
});

it('names every problem somewhere, each with its status', () => {
	const responses = Object.values(document.paths).flatMap((methods) =>
		Object.values(methods).flatMap((operation) => Object.entries(operation.responses))
	);
	for (const [name, { status }] of Object.entries(problems)) {
		if (name === 'not-found') continue;
		const where = responses.filter(([, answer]) => JSON.stringify(answer).includes(`\`${name}\``));
		expect([name, where.length > 0, where.every(([given]) => given === String(status))]).toEqual([
			name,
			true,
			true
		]);
	}
});
