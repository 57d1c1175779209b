import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemberId } from '$lib/domain/ids';
import { base64ToBytes } from '$lib/protocol/bytes';
import { isRequestSignedBy, parseAuthorization } from '$lib/protocol/hub/signed-request';
import { isMembershipSignedBy } from '$lib/protocol/hub/workspace';
import { importVerifyingKey } from '$lib/protocol/signing';
import { newHubState, readHubState } from '$lib/sync/hub-state';
import { operationsOf } from '$lib/sync/operations';
import { connectWorkspace } from './connect-hub';
import { removeTablet } from './remove-tablet';
import { fillDisk } from './testing/full-disk';
import { must, TestTablet } from './testing/test-tablet';

/** The calls, by what the table of protocol/hub says of them. */
const calls = {
	'POST /v1/workspaces': { status: 201, type: 'application/json', body: '{}' },
	'POST /v1/workspaces/W/members': { status: 204, type: null, body: null },
	'DELETE /v1/workspaces/W/members/M': { status: 204, type: null, body: null },
	'GET /v1/workspaces/W/pull': { status: 200, type: 'application/cbor', body: '' }
} as const;
type Call = keyof typeof calls;

const problem = (name: string) =>
	new Response(JSON.stringify({ type: `/problems/${name}`, detail: 'why' }), {
		status: 401,
		headers: { 'Content-Type': 'application/problem+json' }
	});
const refused = (name: string) => ({ type: 'Refused', problem: name, detail: 'why' });
/** What may come of a call, and what a tablet makes of it. */
const failures = {
	Unreachable: [() => Promise.reject(new TypeError('Failed to fetch')), { type: 'Unreachable' }],
	Busy: [
		() => new Response('', { status: 503, headers: { 'Retry-After': '7' } }),
		{ type: 'Busy', retryAfter: 7_000 }
	],
	NoHub: [() => new Response('<html>', { status: 200 }), { type: 'NoHub', status: 200 }],
	'quota-used-up': [() => problem('quota-used-up'), refused('quota-used-up')]
} as const;

let tablet: TestTablet;
/** The tablet that has founded the workspace: another member. */
let founder: TestTablet;
let asked: { call: Call; request: Request; text: string }[];
/** What the hub answers in place of what it should. */
let answers: Partial<Record<Call, () => Response | Promise<Response>>>;
let makeRoom = () => {};

async function answer(request: Request): Promise<Response> {
	const path = new URL(request.url).pathname
		.replace(tablet.workspace.id, 'W')
		.replace(/members\/[0-9a-f]{32}$/, 'members/M');
	const call = `${request.method} ${path}` as Call;
	asked.push({ call, request, text: await request.clone().text() });
	const { status, type, body } = calls[call];
	return (
		answers[call]?.() ??
		new Response(body, { status, headers: type === null ? {} : { 'Content-Type': type } })
	);
}

beforeEach(async () => {
	asked = [];
	answers = {};
	founder = await TestTablet.found(answer);
	tablet = await founder.colleague();
});
afterEach(() => makeRoom());

const connect = (signUpToken?: string, rootKey = tablet.rootKey) =>
	connectWorkspace(tablet.workspace, { ...tablet.ports, rootKey }, signUpToken);
const isConnected = async () => (await readHubState(tablet.database)) !== null;
const callsMade = () => asked.map(({ call }) => call);

describe('an owner’s tablet that connects', () => {
	it('makes itself known, tells who is a member, and is connected then', async () => {
		tablet.clock = () => 1_000;
		expect(await connect()).toEqual({ ok: true, value: undefined });
		expect(callsMade()).toEqual(['POST /v1/workspaces', 'POST /v1/workspaces/W/members']);
		expect(await readHubState(tablet.database)).toEqual(newHubState(tablet.workspace.id, 1_000));
		expect(tablet.workspace.makeOperations).toBe(operationsOf);
	});

	it('proves by the founding key that it belongs there, as nobody knows its own key yet', async () => {
		must(await connect());
		const { request, text } = asked[0]!;
		expect(request.headers.get('Authorization')).toBeNull();
		expect(request.headers.get('Content-Type')).toBe('application/json');
		const { proof, ...body } = JSON.parse(text) as Record<string, string>;
		const { members, rootKey } = tablet.workspace.state;
		const { signingKey } = members.get(tablet.keys.member as MemberId)!;
		expect(body).toEqual({ rootKey, member: tablet.keys.member, signingKey });
		const membership = {
			workspace: tablet.workspace.id,
			member: tablet.keys.member,
			signingKey: base64ToBytes(signingKey)
		};
		const founding = await importVerifyingKey(base64ToBytes(rootKey));
		expect(await isMembershipSignedBy(founding, membership, base64ToBytes(proof!))).toBe(true);
	});

	it('gives the operator’s token without the spaces around it', async () => {
		must(await connect('  come in\n'));
		expect(JSON.parse(asked[0]!.text)).toMatchObject({ signUpToken: 'come in' });
		must(await connect(' '));
		expect(asked[2]!.text).not.toContain('signUpToken');
	});

	it.each([
		['', false],
		['  ', false],
		['wrong', true]
	])('hears that a token is needed where it gave "%s"', async (token, wasGiven) => {
		answers = { 'POST /v1/workspaces': () => problem('sign-up-refused') };
		expect(await connect(token)).toEqual({ ok: false, error: { type: 'SignUpTokenNeeded', wasGiven } });
		expect(await isConnected()).toBe(false);
	});

	it('is not told to be let in where its own proof is not believed', async () => {
		answers = { 'POST /v1/workspaces': () => problem('not-signed') };
		expect(await connect()).toEqual({ ok: false, error: refused('not-signed') });
	});
});

describe('the members of a workspace', () => {
	it('are told with their keys, but for the tablet itself, in its own name', async () => {
		must(await connect());
		const { request, text } = asked[1]!;
		const { signingKey } = tablet.workspace.state.members.get(founder.keys.member as MemberId)!;
		expect(JSON.parse(text)).toEqual({ member: founder.keys.member, signingKey });
		const { signingKey: own } = tablet.workspace.state.members.get(tablet.keys.member as MemberId)!;
		const authorization = parseAuthorization(request.headers.get('Authorization')!)!;
		expect(authorization.member).toBe(tablet.keys.member);
		const toSign = {
			method: 'POST',
			target: `/v1/workspaces/${tablet.workspace.id}/members`,
			body: new TextEncoder().encode(text)
		};
		const key = await importVerifyingKey(base64ToBytes(own));
		expect(await isRequestSignedBy(authorization, key, toSign)).toBe(true);
	});

	it('that were removed are put out, and not let in', async () => {
		must(await removeTablet(tablet.workspace, tablet.ports, founder.keys.member as MemberId));
		must(await connect());
		expect(callsMade()).toEqual(['POST /v1/workspaces', 'DELETE /v1/workspaces/W/members/M']);
		expect(asked[1]!.request.url).toMatch(new RegExp(`/members/${founder.keys.member}$`));
	});
});

describe('another tablet that connects', () => {
	it('asks for what only a member is given, and is connected then', async () => {
		must(await connect('come in', null));
		expect(callsMade()).toEqual(['GET /v1/workspaces/W/pull', 'POST /v1/workspaces/W/members']);
		const { request } = asked[0]!;
		expect(new URL(request.url).search).toBe('?after=9007199254740991');
		expect(parseAuthorization(request.headers.get('Authorization')!)!.member).toBe(tablet.keys.member);
		expect(await isConnected()).toBe(true);
	});

	it('hears that nobody has let it in', async () => {
		answers = { 'GET /v1/workspaces/W/pull': () => problem('not-signed') };
		expect(await connect('', null)).toEqual({ ok: false, error: { type: 'NotLetIn' } });
		expect(callsMade()).toEqual(['GET /v1/workspaces/W/pull']);
		expect(await isConnected()).toBe(false);
	});

	it('that was put out in between hears so, too', async () => {
		answers = { 'POST /v1/workspaces/W/members': () => problem('not-signed') };
		expect(await connect('', null)).toEqual({ ok: false, error: { type: 'NotLetIn' } });
	});
});

describe('where a step fails', () => {
	const steps: readonly (readonly [Call, 'owner' | 'other', 'all' | 'removed'])[] = [
		['POST /v1/workspaces', 'owner', 'all'],
		['GET /v1/workspaces/W/pull', 'other', 'all'],
		['POST /v1/workspaces/W/members', 'owner', 'all'],
		['POST /v1/workspaces/W/members', 'other', 'all'],
		['DELETE /v1/workspaces/W/members/M', 'owner', 'removed']
	];
	const cases = steps.flatMap((step) =>
		Object.entries(failures).map(
			([name, [fails, error]]) => [step[0], step[1], name, step[2], fails, error] as const
		)
	);

	it.each(cases)(
		'%s of an %s: %s is told, nothing comes after it, and it works later',
		async (call, who, _, members, fails, error) => {
			if (members === 'removed')
				must(await removeTablet(tablet.workspace, tablet.ports, founder.keys.member as MemberId));
			answers = { [call]: fails };
			const rootKey = who === 'owner' ? tablet.rootKey : null;
			expect(await connect('', rootKey)).toEqual({ ok: false, error });
			expect(callsMade().at(-1)).toBe(call);
			expect(await isConnected()).toBe(false);
			expect(tablet.workspace.makeOperations).toBeNull();
			answers = {};
			must(await connect('', rootKey));
			expect(await isConnected()).toBe(true);
		}
	);

	it('on this tablet’s disk that is said, and nothing is made for a hub that it does not have', async () => {
		makeRoom = fillDisk();
		expect(await connect()).toEqual({ ok: false, error: { type: 'StorageFull' } });
		expect(await isConnected()).toBe(false);
		expect(tablet.workspace.makeOperations).toBeNull();
		makeRoom();
		must(await connect());
		// A connection that stands goes on.
		makeRoom = fillDisk();
		expect(await connect()).toEqual({ ok: false, error: { type: 'StorageFull' } });
		expect(tablet.workspace.makeOperations).toBe(operationsOf);
		expect(await isConnected()).toBe(true);
	});
});
