import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesToBase64, bytesToBase64Url, randomBytes, randomId, sha256 } from '$lib/protocol/bytes';
import {
	encodeInvite,
	inviteKeysOf,
	newInvite,
	openAnswer,
	openPackage,
	parseInvite,
	sealAnswer,
	sealPackage
} from '$lib/protocol/hub/invite';
import { exportVerifyingKey, generateSigningKeyPair } from '$lib/protocol/signing';
import { bytesOfBase64, hexOf } from './bytes';
import type { Hub } from './hub';
import { engines, newHub } from './testing/new-hub';
import { jsonRequest, saidBy, TestMember } from './testing/people';

describe.each(engines)('an invitation on %s', (engine) => {
	let hub: Hub;
	let member: TestMember;
	let now = Date.now();
	beforeAll(async () => {
		hub = await newHub(engine, { now: () => now });
		member = await TestMember.found(hub.fetch, () => now);
	});
	afterAll(() => hub.close());

	async function invited() {
		const invite = newInvite(member.workspace);
		const keys = await inviteKeysOf(invite);
		const tokenHash = hexOf(await sha256(keys.token));
		expect((await member.ask('POST', '/invites', { invite: keys.id, tokenHash })).status).toBe(201);
		const headers = { Authorization: `Roompass-Invite ${bytesToBase64Url(keys.token)}` };
		const path = `/v1/invites/${keys.id}`;
		return {
			invite,
			keys,
			path,
			state: () => hub.fetch(new Request(`http://hub.test${path}`, { headers })),
			answer: (answer: Uint8Array, as = headers) =>
				hub.fetch(jsonRequest('POST', `${path}/answer`, { answer: bytesToBase64(answer) }, as)),
			seen: () => member.ask('GET', `/invites/${keys.id}`),
			pack: (bytes: Uint8Array) =>
				member.ask('PUT', `/invites/${keys.id}/package`, { package: bytesToBase64(bytes) })
		};
	}

	it('is packed once, and again with the same package where the answer was lost', async () => {
		const there = await invited();
		const [answer, bytes] = [randomBytes(300), randomBytes(400)];
		expect((await there.answer(answer)).status).toBe(204);
		expect((await there.pack(bytes)).status).toBe(204);
		expect((await there.pack(bytes)).status).toBe(204);
		expect(await saidBy(await there.pack(randomBytes(400)))).toBe('invite-unknown');
	});

	it('that was withdrawn is not made again by a request that somebody repeats', async () => {
		const there = await invited();
		expect((await member.ask('DELETE', `/invites/${there.keys.id}`)).status).toBe(204);
		expect(await saidBy(await there.state())).toBe('invite-unknown');
		const tokenHash = hexOf(await sha256(there.keys.token));
		await member.ask('POST', '/invites', { invite: there.keys.id, tokenHash });
		expect(await saidBy(await there.state())).toBe('invite-unknown');
	});

	it('carries keys from one tablet to the other, and the hub has only sealed bytes', async () => {
		const there = await invited();
		const scanned = parseInvite(encodeInvite(there.invite))!;
		expect(scanned).toEqual(there.invite);
		const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, [
			'deriveBits'
		]);
		const signing = await generateSigningKeyPair(false);
		const joiner = {
			member: randomId(),
			name: 'Tablet in the basement',
			signingKey: await exportVerifyingKey(signing.publicKey),
			encryptionKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
		};
		expect(await saidBy(await there.seen())).toBe('open');
		const answer = await sealAnswer(there.keys, joiner);
		expect((await there.answer(answer)).status).toBe(204);
		const seen = (await (await there.seen()).json()) as { state: string; answer: string };
		expect(seen.state).toBe('answered');
		const opened = (await openAnswer(bytesOfBase64(seen.answer), there.keys))!;
		expect(opened).toEqual(joiner);
		const content = {
			workspace: member.workspace,
			epochs: [{ epoch: 1, key: bytesToBase64(randomBytes(32)) }],
			recoveryRecipient: null
		};
		expect((await there.pack(await sealPackage(there.keys, opened.encryptionKey, content))).status).toBe(204);
		const packed = (await (await there.state()).json()) as { state: string; package: string };
		const bytes = bytesOfBase64(packed.package);
		expect(await openPackage(bytes, scanned, there.keys, pair)).toEqual(content);
		// Not for another tablet, invite or psk.
		const other = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, [
			'deriveBits'
		]);
		expect(await openPackage(bytes, scanned, there.keys, other)).toBeNull();
		const wrong = await inviteKeysOf(newInvite(member.workspace));
		expect(await openPackage(bytes, scanned, wrong, pair)).toBeNull();
		expect(await openAnswer(answer, wrong)).toBeNull();
	});

	it('is answered once, by who has its secret', async () => {
		const there = await invited();
		const [mine, theirs] = [randomBytes(100), randomBytes(100)];
		const forged = { Authorization: `Roompass-Invite ${bytesToBase64Url(randomBytes(32))}` };
		expect(await saidBy(await there.answer(mine, forged))).toBe('invite-unknown');
		expect((await there.answer(mine)).status).toBe(204);
		expect((await there.answer(mine)).status).toBe(204);
		expect(await saidBy(await there.answer(theirs))).toBe('invite-unknown');
		expect((await there.pack(randomBytes(100))).status).toBe(204);
		expect(await saidBy(await there.pack(randomBytes(100)))).toBe('invite-unknown');
	});

	it('holds for ten minutes, and until it is withdrawn', async () => {
		const there = await invited();
		expect(await saidBy(await there.pack(randomBytes(100)))).toBe('invite-unknown');
		const withdrawn = await invited();
		expect((await member.ask('DELETE', `/invites/${withdrawn.keys.id}`)).status).toBe(204);
		expect(await saidBy(await withdrawn.state())).toBe('invite-unknown');
		now += 10 * 60_000 + 1;
		expect(await saidBy(await there.state())).toBe('invite-unknown');
		expect(await saidBy(await there.answer(randomBytes(10)))).toBe('invite-unknown');
	});

	it('of another workspace is nobody’s business', async () => {
		const there = await invited();
		const other = await TestMember.found(hub.fetch, () => now);
		expect(await saidBy(await other.ask('GET', `/invites/${there.keys.id}`))).toBe('invite-unknown');
		await other.ask('DELETE', `/invites/${there.keys.id}`);
		expect(await saidBy(await there.state())).toBe('open');
	});
});
