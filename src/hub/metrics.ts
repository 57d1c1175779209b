import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the hub counts, for Prometheus. Labels are routes and states, never ids. */
export class Metrics {
	readonly registry = new Registry();
	readonly requests = new Histogram({
		name: 'roompass_http_request_seconds',
		help: 'Time to answer, by route and status. Event streams count until they are open.',
		labelNames: ['method', 'route', 'status'],
		buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
		registers: [this.registry]
	});
	readonly claims = this.#counter('roompass_claims_total', 'Claims that were answered by the database.');
	readonly commits = this.#counter(
		'roompass_commits_total',
		'Commits, each with one or more claims and pushes.'
	);
	readonly pushedEntries = this.#counter(
		'roompass_pushed_entries_total',
		'Entries in pushes that were taken.'
	);
	readonly pulledItems = this.#counter('roompass_pulled_items_total', 'Items sent to members.');
	readonly refusedOrigins = this.#counter(
		'roompass_refused_origins_total',
		'Requests from pages whose origin is not allowed.'
	);
	readonly watchers = new Gauge({
		name: 'roompass_watchers',
		help: 'Open event streams.',
		registers: [this.registry]
	});

	constructor({ process = false }: { readonly process?: boolean } = {}) {
		if (process) collectDefaultMetrics({ register: this.registry });
	}

	#counter(name: string, help: string): Counter {
		return new Counter({ name, help, registers: [this.registry] });
	}
}
