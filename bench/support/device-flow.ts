import type { Answered, Callers } from './callers';

const asBrowser = { Accept: 'text/html' };

/** A console: asks for a device code (RFC 8628, section 3.1). */
export async function askForCode(http: Callers): Promise<{ deviceCode: string; userCode: string }> {
	const asked = await post(http, '/device/auth', { client_id: 'console', scope: 'openid' });
	const { device_code, user_code } = JSON.parse(asked.body.toString()) as Record<string, string>;
	return { deviceCode: device_code!, userCode: user_code! };
}

/** The console fetches its token (section 3.4), which must be there. */
export async function fetchToken(http: Callers, deviceCode: string): Promise<void> {
	const token = await post(http, '/token', {
		client_id: 'console',
		grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
		device_code: deviceCode
	});
	if (!token.body.includes('access_token')) throw new Error(`no token: ${token.body.toString()}`);
}

/** Decides without oidc-provider's pages, which is none of its features: see device-flow.mjs. */
export async function approveDirectly(http: Callers, userCode: string): Promise<void> {
	await post(http, '/approve', { user_code: userCode });
}

/** A browser in which an admin is signed in to oidc-provider. */
export class ApprovingBrowser {
	private constructor(
		private readonly http: Callers,
		private readonly cookie: string
	) {}

	/** Signs in, which takes a first code. @param url of the server */
	static async signIn(http: Callers, url: string): Promise<ApprovingBrowser> {
		const { userCode } = await askForCode(http);
		const cookies = new Map<string, string>();
		const header = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const visit = async (address: string, fields?: Record<string, string>): Promise<string> => {
			const body = fields && new URLSearchParams(fields);
			const headers = { ...asBrowser, Cookie: header() };
			const answer = await fetch(new URL(address, url), {
				...(body && { method: 'POST', body }),
				headers,
				redirect: 'manual'
			});
			for (const cookie of answer.headers.getSetCookie()) {
				const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
				cookies.set(name!, value!);
			}
			const next = answer.headers.get('Location');
			return next ? visit(next) : assertOk(answer.status, await answer.text());
		};
		const fields = { user_code: userCode, xsrf: xsrfIn(await visit('/device')) };
		await visit('/device', fields);
		await visit('/device', { ...fields, confirm: 'yes' });
		return new ApprovingBrowser(http, header());
	}

	/**
	 * Approves a code as its admin does (section 3.3.1, by `verification_uri_complete`): the page that the code's address
	 * opens, which sends itself; the page that asks whether it is the device's code; "Continue".
	 */
	async approve(userCode: string): Promise<void> {
		const headers = { ...asBrowser, Cookie: this.cookie };
		const path = `/device?user_code=${encodeURIComponent(userCode)}`;
		const { status, body } = await this.http.ask({ method: 'GET', path, headers });
		const fields = { user_code: userCode, xsrf: xsrfIn(assertOk(status, body.toString())) };
		await post(this.http, '/device', fields, headers);
		await post(this.http, '/device', { ...fields, confirm: 'yes' }, headers);
	}
}

async function post(
	http: Callers,
	path: string,
	fields: Record<string, string>,
	more: Record<string, string> = {}
): Promise<Answered> {
	const body = new URLSearchParams(fields).toString();
	const headers = {
		...more,
		'Content-Type': 'application/x-www-form-urlencoded',
		'Content-Length': String(body.length)
	};
	const answered = await http.ask({ method: 'POST', path, headers, body });
	assertOk(answered.status, answered.body.toString());
	return answered;
}

function xsrfIn(page: string): string {
	const [, xsrf] = /name="xsrf" value="(\w+)"/.exec(page) ?? [];
	if (!xsrf) throw new Error(`no form: ${page}`);
	return xsrf;
}

function assertOk(status: number, body: string): string {
	if (status !== 200 && status !== 204) throw new Error(`answered with ${status}: ${body}`);
	return body;
}
