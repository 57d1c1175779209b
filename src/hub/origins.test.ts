import { Hono } from 'hono';
import { expect, it } from 'vitest';
import type { HubEnv } from './context';
import type { Log } from './log';
import { Metrics } from './metrics';
import { origins } from './origins';

function hubWith(allowed: readonly string[]) {
	const metrics = new Metrics();
	const logged: Parameters<Log>[] = [];
	const app = new Hono<HubEnv>();
	app.use(origins({ metrics, log: (...event) => void logged.push(event) }, allowed));
	app.get('/', (c) => c.text('ok'));
	const ask = (headers: Record<string, string>) =>
		app.request('http://hub.example/', { headers: { Host: 'hub.example', ...headers } });
	const counted = async () =>
		Number(/^roompass_refused_origins_total (\d+)/m.exec(await metrics.registry.metrics())?.[1]);
	return { ask, counted, logged };
}

it.each([[[]], [['https://app.example']]])(
	'an origin that is not among %j is logged once and counted each time',
	async (allowed) => {
		const { ask, counted, logged } = hubWith(allowed);
		for (let i = 0; i < 3; i++) await ask({ Origin: 'https://other.example' });
		await ask({ Origin: 'null' });
		expect(await counted()).toBe(4);
		expect(logged.map(([level, , fields]) => [level, fields])).toEqual([
			['warn', { origin: 'https://other.example' }],
			['warn', { origin: 'null' }]
		]);
	}
);

it.each<[who: string, headers: Record<string, string>]>([
	['an allowed origin', { Origin: 'https://app.example' }],
	['the hub’s own', { Origin: 'https://hub.example' }],
	[
		'its own behind a proxy that says so',
		{ Origin: 'https://rooms.example', 'X-Forwarded-Host': 'rooms.example' }
	],
	['its own, as a browser says', { Origin: 'https://rooms.example', 'Sec-Fetch-Site': 'same-origin' }],
	['no browser', {}]
])('%s is neither logged nor counted', async (_, headers) => {
	const { ask, counted, logged } = hubWith(['https://app.example']);
	expect((await ask(headers)).status).toBe(200);
	expect([await counted(), logged]).toEqual([0, []]);
});

it('a flood of origins is counted, and does not fill the log or the memory', async () => {
	const { ask, counted, logged } = hubWith([]);
	for (let i = 0; i < 200; i++) await ask({ Origin: `https://${i}.${'x'.repeat(300)}.example` });
	expect(await counted()).toBe(200);
	expect(logged).toHaveLength(50);
	for (const [, , fields] of logged) expect(String(fields?.origin).length).toBeLessThanOrEqual(200);
});
