import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesToBase64, bytesToBase64Url, randomBytes } from '$lib/protocol/bytes';
import { comparisonWords } from '$lib/protocol/comparison-words';
import {
	encodeInvite,
	inviteKeysOf,
	newInvite,
	openAnswer,
	sealPackage,
	type Invite,
	type InviteKeys
} from '$lib/protocol/hub/invite';
import { envelopeToQrText } from '$lib/protocol/qr-text';
import { newHubState, readHubState, readTabletKey } from '$lib/sync/hub-state';
import type { VaultSecrets } from '$lib/vault/secrets';
import { unlockVault } from '$lib/vault/vault';
import { lookForPackage, prepareAnswer, readInvite, sendAnswer, storeJoined } from './join-workspace';
import { fillDisk } from './testing/full-disk';
import { TestJoiner, passphrase } from './testing/test-joiner';
import { must } from './testing/test-tablet';

const workspace = '0123456789abcdef'.repeat(2);
const epochs = [{ epoch: 3, key: bytesToBase64(randomBytes(32)) }];
const minute = 60_000;
const refused = (type: string) => ({ ok: false, error: { type } });

let invite: Invite;
let keys: InviteKeys;
let joiner: TestJoiner;
/** What the hub was asked, and what it answers. */
let asked: { call: string; body: unknown; authorization: string | null }[];
let answers: Record<string, () => Response | Promise<Response>>;
let makeRoom = () => {};

const json = (body: object) =>
	new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
const problem = (name: string) =>
	new Response(JSON.stringify({ type: `/problems/${name}`, detail: 'why' }), {
		status: 404,
		headers: { 'Content-Type': 'application/problem+json' }
	});
const away = () => Promise.reject(new TypeError('Failed to fetch'));
const state = (over: object) => () => json({ expiresAt: 1, ...over });

beforeEach(async () => {
	asked = [];
	answers = { GET: state({ state: 'open' }), POST: () => new Response(null, { status: 204 }) };
	invite = newInvite(workspace);
	keys = await inviteKeysOf(invite);
	joiner = new TestJoiner(
		async (request) => {
			const text = await request.clone().text();
			asked.push({
				call: `${request.method} ${new URL(request.url).pathname}`,
				body: text === '' ? null : JSON.parse(text),
				authorization: request.headers.get('Authorization')
			});
			return answers[request.method]!();
		},
		() => 1_000
	);
	joiner.applicant = await prepareAnswer(invite, 'Tablet 2', joiner.now());
});
afterEach(() => makeRoom());

const look = () => lookForPackage(joiner.ports, joiner.applicant);
/** The workspace's keys as the first tablet seals them, to this tablet or another. */
const packed = async (over: { epochs?: typeof epochs; to?: Uint8Array<ArrayBuffer> } = {}) =>
	bytesToBase64(
		await sealPackage(keys, over.to ?? joiner.applicant.encryption.publicKey, {
			workspace,
			epochs: over.epochs ?? epochs,
			recoveryRecipient: null
		})
	);

describe('what was scanned', () => {
	const text = (bytes: Uint8Array) => envelopeToQrText('invite', bytes);

	it('is an invitation, also with space around it', () => {
		expect(readInvite(` ${text(encodeInvite(invite))}\n`)).toEqual({ ok: true, value: invite });
	});

	it.each([
		[
			'a device’s request',
			envelopeToQrText('request', new Uint8Array(9)),
			{ type: 'HandOffInstead', kind: 'request' }
		],
		[
			'a decision',
			envelopeToQrText('decision', new Uint8Array(9)),
			{ type: 'HandOffInstead', kind: 'decision' }
		],
		[
			'a receipt',
			envelopeToQrText('receipt', new Uint8Array(9)),
			{ type: 'HandOffInstead', kind: 'receipt' }
		],
		['an invitation with other content', text(new Uint8Array(9)), { type: 'Damaged' }],
		['an invitation that is cut off', 'RP1I:', { type: 'Damaged' }],
		['of a newer version', 'RP2I00', { type: 'NewerVersion' }],
		['a web address', 'https://example.com/x', { type: 'WebAddress', host: 'example.com' }],
		['a sheet', 'https://example.com/device/#1', { type: 'Sheet' }],
		['something else', 'hello', { type: 'Foreign' }]
	])('is named where it is %s', (_, scanned, error) => {
		expect(readInvite(scanned)).toEqual({ ok: false, error });
	});
});

describe('an applicant', () => {
	it('answers with its name and its public keys, and shows the words of that answer', async () => {
		const { answer, tablet, encryption, words, until } = joiner.applicant;
		const opened = await openAnswer(answer, keys);
		expect(opened).toMatchObject({
			member: tablet.id,
			name: 'Tablet 2',
			encryptionKey: encryption.publicKey
		});
		expect(opened!.signingKey).not.toEqual(encryption.publicKey);
		expect(opened!.signingKey).toHaveLength(65);
		expect(tablet.signingKey.extractable).toBe(false);
		expect(words).toEqual(await comparisonWords(answer));
		expect(until).toBe(1_000 + 10 * minute);
		expect(asked).toEqual([]);
	});

	it('sends its answer by the invitation’s token, again with the same bytes', async () => {
		must(await sendAnswer(joiner.ports, joiner.applicant));
		must(await sendAnswer(joiner.ports, joiner.applicant));
		expect(asked).toEqual(
			Array(2).fill({
				call: `POST /v1/invites/${keys.id}/answer`,
				body: { answer: bytesToBase64(joiner.applicant.answer) },
				authorization: `Roompass-Invite ${bytesToBase64Url(keys.token)}`
			})
		);
	});

	it.each([
		['the invitation has ended', () => problem('invite-unknown'), { type: 'InviteEnded' }],
		['the hub is not there', away, { type: 'Unreachable' }]
	])('hears that %s', async (_, answer, error) => {
		answers.POST = answer;
		expect(await sendAnswer(joiner.ports, joiner.applicant)).toEqual({ ok: false, error });
		answers.GET = answer;
		expect(await look()).toEqual({ ok: false, error });
	});
});

describe('looking for the workspace’s keys', () => {
	it('finds none while nobody has let the tablet in', async () => {
		answers.GET = state({ state: 'answered', answer: bytesToBase64(joiner.applicant.answer) });
		expect(await look()).toEqual({ ok: true, value: null });
		expect(asked.map(({ call }) => call)).toEqual([`GET /v1/invites/${keys.id}`]);
	});

	it('answers again where the hub has lost the answer', async () => {
		expect(await look()).toEqual({ ok: true, value: null });
		expect(asked.map(({ call }) => call)).toEqual([
			`GET /v1/invites/${keys.id}`,
			`POST /v1/invites/${keys.id}/answer`
		]);
		expect(asked[1]!.body).toEqual({ answer: bytesToBase64(joiner.applicant.answer) });
		answers.POST = () => problem('invite-unknown');
		expect(await look()).toEqual(refused('InviteEnded'));
	});

	it('gives what a tablet’s vault keeps, with its own key and without the founding one', async () => {
		const sealed = await packed();
		answers.GET = state({ state: 'packed', package: sealed });
		expect(await look()).toEqual({
			ok: true,
			value: {
				version: 1,
				workspace,
				epochs,
				rootKey: null,
				encryptionKey: joiner.applicant.encryption.privateKey,
				recoveryRecipient: null
			}
		});
	});

	it('refuses what is not sealed to this tablet', async () => {
		const other = await prepareAnswer(invite, 'Tablet 3', 0);
		const sealed = await packed({ to: other.encryption.publicKey });
		answers.GET = state({ state: 'packed', package: sealed });
		expect(await look()).toEqual(refused('PackageStrange'));
	});

	it('refuses content that no vault would keep', async () => {
		const sealed = await packed({ epochs: [epochs[0]!, { ...epochs[0]!, epoch: 2 }] });
		answers.GET = state({ state: 'packed', package: sealed });
		expect(await look()).toEqual(refused('PackageStrange'));
	});
});

describe('storing the workspace', () => {
	let secrets: VaultSecrets;
	beforeEach(() => {
		const encryptionKey = joiner.applicant.encryption.privateKey;
		secrets = { version: 1, workspace, epochs, rootKey: null, encryptionKey, recoveryRecipient: null };
	});
	const store = (by = passphrase) => storeJoined(joiner.ports, joiner.applicant, secrets, by);

	it('keeps the tablet’s key, the connection, and the secrets under the passphrase', async () => {
		const stored = must(await store());
		expect(stored.secrets).toEqual(secrets);
		expect(await readHubState(joiner.database)).toEqual(newHubState(workspace, 1_000));
		expect(await readTabletKey(joiner.database)).toMatchObject({
			id: joiner.applicant.tablet.id,
			name: 'Tablet 2'
		});
		expect(must(await unlockVault(joiner.ports.vault, { type: 'passphrase', passphrase }))).toEqual(stored);
		expect(await joiner.database.entries.count()).toBe(0);
	});

	it('needs a passphrase that is long enough, and can be done again', async () => {
		expect(await store('1234567')).toEqual(refused('PassphraseTooShort'));
		expect(await joiner.database.vault.count()).toBe(0);
		must(await store());
	});

	it('leaves a workspace that is there as it is', async () => {
		must(await store());
		const before = await joiner.database.vault.toArray();
		expect(await store('another passphrase')).toEqual(refused('VaultExists'));
		expect(await joiner.database.vault.toArray()).toEqual(before);
	});

	it.each([0, 2])('that finds no room after %d writes says so, and works later', async (after) => {
		makeRoom = fillDisk(after);
		expect(await store()).toEqual(refused('StorageFull'));
		makeRoom();
		expect(await joiner.database.vault.count()).toBe(0);
		must(await store());
	});
});
