import { request as requestHttp, type IncomingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';

/** What a server answered. */
export interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

/** How a server is asked. */
export interface Question {
	readonly port: number;
	/** As it stands on the wire: nothing is resolved or encoded. */
	readonly path: string;
	/** The certificate that is believed; plain HTTP where there is none. */
	readonly ca?: string | Buffer;
	/** The name that is asked for. */
	readonly name?: string;
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: Uint8Array;
	/** Resolves with the first piece of the answer, for event streams. */
	readonly first?: boolean;
}

/** Asks a server on this machine by any name, without following redirects or unpacking what is compressed. */
export function ask({ port, path, ca, name = 'localhost', method = 'GET', headers, body, first }: Question) {
	return new Promise<Answer>((resolve, reject) => {
		const options = {
			host: '127.0.0.1',
			port,
			path,
			method,
			headers: { Host: name, ...headers },
			servername: name,
			ca,
			// Each question has a connection of its own, so that none is cut off by the server as idle.
			agent: false
		};
		const asked = (ca ? requestHttps : requestHttp)(options, (response) => {
			const pieces: Buffer[] = [];
			const answer = () =>
				resolve({
					status: response.statusCode ?? 0,
					headers: response.headers,
					body: Buffer.concat(pieces)
				});
			response.on('data', (piece: Buffer) => {
				pieces.push(piece);
				if (!first) return;
				answer();
				asked.destroy();
			});
			response.on('end', answer);
			response.on('error', reject);
		});
		asked.on('error', reject);
		asked.end(body);
	});
}
