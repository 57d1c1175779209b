/** Where a PostgreSQL server is, as its driver wants to be told. */
export interface PostgresAddress {
	/** User, password, database and parameters; its host means nothing. */
	readonly url: string;
	/** A folder with a socket, or one host and port or more, of which the one that takes writes is used. */
	readonly host: string | string[];
	readonly port: number | number[];
}

/** What it looks like, for people. */
const example = 'postgres://user:password@host:5432/database';
const inCode =
	'in a user name or password, write @ as %40, / as %2F, # as %23, ? as %3F, : as %3A, % as %25, [ as %5B, and a blank as %20';
const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];
const usualPort = 5432;

/**
 * Reads `DATABASE_URL`: `postgres://user:password@host,host/database`, hosts by name or number (IPv6 in brackets), or a socket
 * by its folder, as `postgres://user@%2Fvar%2Frun%2Fpostgresql/database` or `postgres:///database?host=/var/run/postgresql`.
 * Throws an error whose message is the end of a sentence that begins with the variable's name; nothing of the address is in it.
 */
export function readPostgresAddress(text: string): PostgresAddress {
	const scheme = /^postgres(ql)?:\/\//.exec(text)?.[0];
	if (!scheme) throw new Error(`must begin with postgres://, as ${example}`);
	const rest = text.slice(scheme.length);
	const read = /^(?:([^@/?#\s]*)@)?([^@/?#\s]*)(?:\/([^/?#@\s]*))?(?:\?([^#@\s]*))?$/.exec(rest);
	if (!read) throw new Error(`is no address such as ${example}: ${inCode}`);
	const [, login = '', hosts = '', database = '', query = ''] = read;
	for (const part of [login, hosts, database])
		if (!isDecodable(part)) throw new Error(`has a % that begins no code: ${inCode}`);
	if (/[[\]]/.test(login) || (login.match(/:/g) ?? []).length > 1)
		throw new Error(`is no address such as ${example}: ${inCode}`);

	const parameters = new URLSearchParams(query);
	const sslMode = parameters.get('sslmode');
	if (sslMode !== null && !sslModes.includes(sslMode))
		throw new Error(`has an sslmode that is none of ${sslModes.join(', ')}`);
	const named = hosts || encodeURI(parameters.get('host') ?? '') || 'localhost';
	const port = readPort(parameters.get('port') ?? String(usualPort));
	parameters.delete('host');
	parameters.delete('port');
	const url = `${scheme}${login && `${login}@`}localhost/${database}${parameters.size > 0 ? `?${parameters}` : ''}`;
	const socket = decodeURIComponent(named.replace(/:\d+$/, ''));
	if (socket.startsWith('/')) {
		const own = /:(\d+)$/.exec(named)?.[1];
		return { url, host: socket, port: own ? readPort(own) : port };
	}
	const all = named.split(',').map((one) => readHost(one, port));
	return { url, host: all.map(({ host }) => host), port: all.map(({ port }) => port) };
}

function readHost(text: string, usual: number) {
	const read = /^(?:\[([\da-f:.]+)\]|([a-z\d._-]+))(?::(\d+))?$/i.exec(text);
	if (!read) throw new Error(`names a host that is none, or a part of a password: ${example}; ${inCode}`);
	return { host: (read[1] ?? read[2])!, port: read[3] ? readPort(read[3]) : usual };
}

function readPort(text: string): number {
	const port = Number(text);
	if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
	throw new Error('has a port that is no whole number from 1 to 65535');
}

function isDecodable(text: string): boolean {
	try {
		decodeURIComponent(text);
		return true;
	} catch {
		return false;
	}
}
