import { Hono } from 'hono';
import type { HubContext, HubEnv } from './context';
import { Problem } from './problems';

/** For operators: alive, ready to serve, and what has been counted. */
export function health(hub: HubContext): Hono<HubEnv> {
	const app = new Hono<HubEnv>();
	app.get('/healthz', (c) => c.text('ok'));
	app.get('/readyz', async (c) => {
		try {
			await hub.database.query('select 1');
		} catch {
			throw new Problem('unavailable', 'The database does not answer.', {}, 2);
		}
		return c.text('ok');
	});
	app.get('/metrics', async (c) =>
		c.body(await hub.metrics.registry.metrics(), 200, { 'Content-Type': hub.metrics.registry.contentType })
	);
	return app;
}
