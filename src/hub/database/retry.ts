/** The database cannot be reached, or is just restarting: what was asked for can be asked again. */
export class Unavailable extends Error {
	override readonly name = 'Unavailable';
}

/** SQLSTATE classes and codes, and codes of the system, that go by themselves: PostgreSQL, appendix A. */
const passing = new Set([
	'CONNECT_TIMEOUT',
	'CONNECTION_CLOSED',
	'CONNECTION_ENDED',
	'CONNECTION_DESTROYED',
	'ECONNREFUSED',
	'ECONNRESET',
	'EPIPE',
	'ENOENT',
	'ETIMEDOUT',
	'EHOSTUNREACH',
	'ENOTFOUND',
	'57P01',
	'57P02',
	'57P03',
	// Serialization failure and deadlock: the other one went first.
	'40001',
	'40P01',
	// A server that was demoted, or has not been promoted yet.
	'25006'
]);

const delays = [30, 100, 250, 500, 1_000, 1_500];
/** Ms. Who has waited so long for the first tries hears of it. */
const longestTry = 5_000;
/** A statement that took too long and was ended by the server: trying again would only take as long. */
const queryCanceled = '57014';

/**
 * Tries again for about three seconds where the database is gone for a moment. Only for what changes nothing the second
 * time. Rejects with {@link Unavailable} where it stays away.
 */
export async function withRetries<T>(run: () => Promise<T>): Promise<T> {
	const start = performance.now();
	for (let attempt = 0; ; attempt++) {
		try {
			return await run();
		} catch (thrown) {
			if ((thrown as { code?: string }).code === queryCanceled)
				throw new Unavailable('The database takes too long.', { cause: thrown });
			if (!isPassing(thrown)) throw thrown;
			const delay = delays[attempt];
			if (delay === undefined || performance.now() - start > longestTry)
				throw new Unavailable('The database cannot be reached. Check that it runs, and DATABASE_URL.', {
					cause: thrown
				});
			await new Promise((resolve) => setTimeout(resolve, delay * (0.5 + Math.random() / 2)));
		}
	}
}

function isPassing(thrown: unknown): boolean {
	const { code, errors } = thrown as { code?: string; errors?: unknown[] };
	// Several addresses of one host were tried.
	if (Array.isArray(errors)) return errors.some(isPassing);
	return typeof code === 'string' && (passing.has(code) || code.startsWith('08') || code.startsWith('53'));
}
