import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparable } from '$lib/domain/device';
import { bytesToHex, randomId, RandomPool } from './bytes';
import { generateCode } from './code';
import { grantKeysOf, type GrantKeys } from './code-keys';
import { isGrantFor, openGrant, parseGrant, sealGrant, type GrantContent } from './grant';
import { normaliseSerial, serialTagLength, serialTagOf } from './serial-tag';

const workspace = randomId();
const content: GrantContent = {
	signInName: 'oslo-fjord@contoso.com',
	password: 'kFahm-dRt4n-7bcvk-yhpra',
	room: 'Fjord',
	grantedAt: 1_795_000_000_000,
	collectWithinHours: 12
};
const anyDevice = new Uint8Array(0);
let keys: GrantKeys;
let otherKeys: GrantKeys;

beforeAll(async () => {
	keys = await grantKeysOf(generateCode(new RandomPool()));
	otherKeys = await grantKeysOf(generateCode(new RandomPool()));
});

describe('grant', () => {
	it('opens with the code that it was sealed for, and with no other', async () => {
		const envelope = parseGrant(await sealGrant({ workspace, serialTag: anyDevice }, keys, content))!;
		expect(envelope).toMatchObject({ workspace, ticketId: keys.ticketId });
		expect(await openGrant(envelope, keys)).toEqual(content);
		expect(await openGrant(envelope, otherKeys)).toBeNull();
		expect(await openGrant(envelope, { ...otherKeys, ticketId: keys.ticketId })).toBeNull();
	});

	it('is bound to workspace, ticket and serial tag: a hub cannot move it or take the serial number away', async () => {
		const serialTag = await serialTagOf(keys, '2134LZ01ABC9');
		const envelope = parseGrant(await sealGrant({ workspace, serialTag }, keys, content))!;
		expect(await openGrant(envelope, keys)).toEqual(content);
		const { ticketId } = otherKeys;
		expect(await openGrant({ ...envelope, workspace: randomId() }, keys)).toBeNull();
		expect(await openGrant({ ...envelope, serialTag: anyDevice }, keys)).toBeNull();
		expect(await openGrant({ ...envelope, ticketId }, { ...keys, ticketId })).toBeNull();
	});

	it('shows nothing of the sign-in', async () => {
		const bytes = await sealGrant({ workspace, serialTag: anyDevice }, keys, content);
		const text = new TextDecoder('latin1').decode(bytes);
		for (const secret of [content.signInName, content.password, content.room])
			expect(text).not.toContain(secret);
	});
});

describe('serial tag', () => {
	it('lets through the device that gives the expected serial number, however it is written', async () => {
		const expected = await serialTagOf(keys, '2134-LZ01 abc9');
		const envelope = parseGrant(await sealGrant({ workspace, serialTag: expected }, keys, content))!;
		expect(expected).toHaveLength(serialTagLength);
		expect(isGrantFor(envelope, await serialTagOf(keys, '2134LZ01ABC9'))).toBe(true);
		expect(isGrantFor(envelope, await serialTagOf(keys, '2134LZ01ABC8'))).toBe(false);
		expect(isGrantFor(envelope, anyDevice)).toBe(false);
		expect(isGrantFor({ ...envelope, serialTag: anyDevice }, expected)).toBe(true);
	});

	it('of one serial number is another for each code: a hub cannot see that it is one device', async () => {
		const [here, there] = [
			await serialTagOf(keys, '2134LZ01ABC9'),
			await serialTagOf(otherKeys, '2134LZ01ABC9')
		];
		expect(bytesToHex(here)).not.toBe(bytesToHex(there));
	});

	it('compares serial numbers as the warnings do', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (serial) => {
				expect(normaliseSerial(serial)).toBe(comparable(serial));
			})
		);
	});
});
