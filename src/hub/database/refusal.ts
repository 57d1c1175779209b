/** What a PostgreSQL server, or the way to it, has against the hub; what to do is said by SQLSTATE (PostgreSQL, appendix A). */
const advice: Readonly<Record<string, string>> = {
	'28P01':
		'The database server refuses the user or the password of DATABASE_URL. In a password, special characters are written as codes, such as %40 for @.',
	'28000':
		'The database server refuses the user of DATABASE_URL, or where the hub connects from (pg_hba.conf).',
	'3D000': 'The database that DATABASE_URL names does not exist. Create it, owned by the user that it names.',
	'42501':
		'The user of DATABASE_URL may not create what the hub needs. Make that user the owner of the database.'
};
const noTls =
	'The database server speaks no TLS, and sslmode in DATABASE_URL asks for it. Turn it on at the server, or say sslmode=disable where nobody else is on the way.';
/** How Node says that a server has hung up when it was greeted in TLS. */
const hungUp = /before secure TLS connection was established/;

/**
 * Why a PostgreSQL server could not be used at the start, with what to do and the server's own words as the cause. What is
 * not known is given back as it is.
 */
export function refusal(thrown: unknown): unknown {
	const { code, message = '', cause } = thrown as { code?: string; message?: string; cause?: Error };
	if (hungUp.test(message) || hungUp.test(cause?.message ?? '')) return new Error(noTls, { cause: thrown });
	const known = code === undefined ? undefined : advice[code];
	if (known) return new Error(known, { cause: thrown });
	// Any other answer of the server, which knows nothing of where its address is from.
	const isAnswer = (thrown as Error).name === 'PostgresError';
	return isAnswer ? new Error('The database of DATABASE_URL cannot be used.', { cause: thrown }) : thrown;
}
