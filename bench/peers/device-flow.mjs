// oidc-provider with its device authorization grant (RFC 8628) and its adapter in memory, as a process of its own.
import { createServer } from 'node:http';
import process from 'node:process';
import Provider from 'oidc-provider';

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const address = server.address();
if (!address || typeof address !== 'object') throw new Error('no port');
const url = `http://127.0.0.1:${address.port}`;

const provider = new Provider(url, {
	clients: [
		{
			client_id: 'console',
			token_endpoint_auth_method: 'none',
			grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
			response_types: [],
			redirect_uris: []
		}
	],
	features: { deviceFlow: { enabled: true }, devInteractions: { enabled: false } },
	findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) })
});
const handle = provider.callback();

/** What the pages of the consent come to: the code is the account's, with a grant. None of their HTML is made. */
async function consent(userCode) {
	const code = await provider.DeviceCode.findByUserCode(userCode.replace(/\W/g, '').toUpperCase());
	const grant = new provider.Grant({ accountId: 'room', clientId: 'console' });
	grant.addOIDCScope('openid');
	const grantId = await grant.save();
	Object.assign(code, {
		accountId: 'room',
		grantId,
		scope: 'openid',
		authTime: Math.floor(Date.now() / 1_000)
	});
	await code.save();
}

server.on('request', (request, response) => {
	if (request.url !== '/consent') return handle(request, response);
	let body = '';
	request.on('data', (chunk) => (body += chunk));
	request.on('end', () =>
		consent(new URLSearchParams(body).get('user_code')).then(
			() => response.writeHead(204).end(),
			(thrown) => response.writeHead(500).end(String(thrown))
		)
	);
});
process.send({ url });
