import { describe, expect, it } from 'vitest';
import { readPostgresAddress } from './address';

describe('the address of a PostgreSQL server', () => {
	it.each<[string, string, string | string[], number | number[]]>([
		['postgres://h/db', 'postgres://localhost/db', ['h'], [5432]],
		['postgresql://u:p@h:6432/db', 'postgresql://u:p@localhost/db', ['h'], [6432]],
		['postgres://u@one,two:6543/db', 'postgres://u@localhost/db', ['one', 'two'], [5432, 6543]],
		['postgres://u@[::1]:6432,h/db', 'postgres://u@localhost/db', ['::1', 'h'], [6432, 5432]],
		['postgres://u:%40%2F%23@h/db', 'postgres://u:%40%2F%23@localhost/db', ['h'], [5432]],
		[
			'postgres://u@h/db?sslmode=require&port=6432',
			'postgres://u@localhost/db?sslmode=require',
			['h'],
			[6432]
		],
		['postgres://u@%2Fvar%2Frun:6432/db', 'postgres://u@localhost/db', '/var/run', 6432],
		['postgres:///db?host=/var/run&port=6432', 'postgres://localhost/db', '/var/run', 6432],
		['postgres:///db', 'postgres://localhost/db', ['localhost'], [5432]]
	])('is read from %s', (text, url, host, port) => {
		expect(readPostgresAddress(text)).toEqual({ url, host, port });
	});

	const secret = 'SECRET';
	it.each([
		['mysql://h/db', 'must begin with postgres://'],
		['postgres://[', 'names a host that is none'],
		['postgres://[::1/db', 'names a host that is none'],
		[`postgres://u:${secret}@x@h/db`, '@ as %40'],
		[`postgres://u:${secret}/x@h/db`, '/ as %2F'],
		[`postgres://u:${secret}#x@h/db`, '# as %23'],
		[`postgres://u:${secret}?x@h/db`, '? as %3F'],
		[`postgres://u:${secret}:x@h/db`, ': as %3A'],
		[`postgres://u:${secret}[x@h/db`, '[ as %5B'],
		[`postgres://u:${secret} x@h/db`, 'a blank as %20'],
		[`postgres://u:${secret}%x@h/db`, '% as %25'],
		[`postgres://u:${secret}@h:0/db`, 'has a port that is no whole number from 1 to 65535'],
		[`postgres://u:${secret}@h:99999/db`, 'has a port that is no whole number'],
		[`postgres://u:${secret}@h:x/db`, 'names a host that is none'],
		[`postgres://u:${secret}@h,,i/db`, 'names a host that is none'],
		[`postgres://u:${secret}@h/db?sslmode=yes`, 'has an sslmode that is none of disable, allow']
	])('is not %s, and why is said without the password', (text, why) => {
		let said = '';
		try {
			readPostgresAddress(text);
		} catch (thrown) {
			said = (thrown as Error).message;
		}
		expect(said).toContain(why);
		expect(said).not.toContain(secret);
	});
});
