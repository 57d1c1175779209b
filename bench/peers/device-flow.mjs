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
	findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
	interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
	// Consoles are the operator's own: confirming the code is consent enough. A grant each, as one that all share is copied
	// by the adapter with every code, and grows.
	loadExistingGrant: ({ oidc }) => newGrant(oidc.session.accountId)
});
const handle = provider.callback();

async function newGrant(accountId) {
	const grant = new provider.Grant({ accountId, clientId: 'console' });
	grant.addOIDCScope('openid');
	await grant.save();
	return grant;
}

/** The operator's page to sign in. Nobody has to give a password. */
async function signIn(request, response) {
	await provider.interactionFinished(request, response, { login: { accountId: 'admin' } });
}

/** What the provider's pages come to, without them: the code is the account's, with a grant. */
async function approve(request, response) {
	let body = '';
	for await (const chunk of request) body += chunk;
	const userCode = new URLSearchParams(body).get('user_code') ?? '';
	const code = await provider.DeviceCode.findByUserCode(userCode.replace(/\W/g, '').toUpperCase());
	const { jti: grantId } = await newGrant('admin');
	const authTime = Math.floor(Date.now() / 1_000);
	Object.assign(code, { accountId: 'admin', grantId, scope: 'openid', authTime });
	await code.save();
	response.writeHead(204).end();
}

const own = new Map([
	['/interaction/', signIn],
	['/approve', approve]
]);

server.on('request', (request, response) => {
	const [, answer] = [...own].find(([path]) => request.url.startsWith(path)) ?? [];
	if (!answer) return handle(request, response);
	answer(request, response).catch((thrown) => response.writeHead(500).end(String(thrown)));
});
process.send({ url });
