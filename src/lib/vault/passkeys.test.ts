import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bytesToBase64 } from '$lib/protocol/bytes';
import { browserPasskeys } from './passkeys';

/** The part of a browser's credential that is looked at. */
class FakeCredential {
	static readonly signalUnknownCredential = vi.fn(async () => {});
	static readonly getClientCapabilities = vi.fn(async () => ({ 'extension:prf': true }));
	readonly id = 'AQID';
	readonly response = { getTransports: () => ['internal'] };
	constructor(readonly prf: { enabled?: boolean; results?: { first: BufferSource } } | undefined) {}
	getClientExtensionResults() {
		return { prf: this.prf };
	}
}

const secret = () => new Uint8Array(32).fill(7);
const answered = { credential: 'AQID', secret: bytesToBase64(secret()) };
const create = vi.fn();
const get = vi.fn();

beforeEach(() => {
	vi.stubGlobal('PublicKeyCredential', FakeCredential);
	vi.stubGlobal('navigator', { credentials: { create, get } });
	vi.stubGlobal('location', { hostname: 'rooms.example' });
});
afterEach(() => {
	vi.unstubAllGlobals();
	vi.resetAllMocks();
});

const known = [{ credential: 'AQID', transports: ['internal'] }];
const refused = (type: string) => ({ ok: false, error: { type } });
const thrown = (name: string) => Promise.reject(new DOMException('no', name));

describe('passkeys', () => {
	it('are made with one question where the platform gives the secret at once', async () => {
		create.mockResolvedValue(new FakeCredential({ enabled: true, results: { first: secret().buffer } }));
		expect(await browserPasskeys.create('Tablet', [])).toEqual({
			ok: true,
			value: { ...answered, transports: ['internal'] }
		});
		expect(get).not.toHaveBeenCalled();
	});

	it('are asked a second time where it does not', async () => {
		create.mockResolvedValue(new FakeCredential({ enabled: true }));
		get.mockResolvedValue(new FakeCredential({ results: { first: secret() } }));
		expect((await browserPasskeys.create('Tablet', [])).ok).toBe(true);
		expect(get.mock.calls[0]![0].publicKey.allowCredentials[0].id).toEqual(new Uint8Array([1, 2, 3]));
	});

	it('without a secret are refused and forgotten', async () => {
		create.mockResolvedValue(new FakeCredential({ enabled: false }));
		expect(await browserPasskeys.create('Tablet', [])).toEqual(refused('PasskeyUnavailable'));
		expect(FakeCredential.signalUnknownCredential).toHaveBeenCalledWith({
			rpId: 'rooms.example',
			credentialId: 'AQID'
		});
	});

	it('answer with the same secret whenever they are asked', async () => {
		get.mockImplementation(async () => new FakeCredential({ results: { first: secret().buffer } }));
		expect(await browserPasskeys.ask(known)).toEqual({ ok: true, value: answered });
		expect(await browserPasskeys.ask(known)).toEqual({ ok: true, value: answered });
		const [first, second] = get.mock.calls.map(([options]) => options.publicKey);
		expect(first.extensions).toEqual(second.extensions);
		expect(first.challenge).not.toEqual(second.challenge);
	});

	it.each([
		['NotAllowedError', 'PasskeyCancelled'],
		['AbortError', 'PasskeyCancelled'],
		['SecurityError', 'PasskeyUnavailable'],
		['NotSupportedError', 'PasskeyUnavailable'],
		['InvalidStateError', 'PasskeyUnavailable']
	])('that end with %s are %s', async (name, type) => {
		get.mockImplementation(() => thrown(name));
		expect(await browserPasskeys.ask(known)).toEqual(refused(type));
	});

	it('are asked for with what the vault needs of them', async () => {
		create.mockResolvedValue(new FakeCredential({ enabled: true, results: { first: secret() } }));
		await browserPasskeys.create('Tablet', [{ credential: '_-8', transports: ['usb'] }]);
		const prf = { eval: { first: new TextEncoder().encode('roompass/1 vault') } };
		expect(create.mock.calls).toEqual([
			[
				{
					publicKey: {
						rp: { name: 'Roompass' },
						user: { id: expect.any(Uint8Array), name: 'Tablet', displayName: 'Tablet' },
						challenge: expect.any(Uint8Array),
						pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
						authenticatorSelection: {
							residentKey: 'required',
							requireResidentKey: true,
							userVerification: 'required'
						},
						excludeCredentials: [{ type: 'public-key', id: new Uint8Array([255, 239]), transports: ['usb'] }],
						extensions: { prf }
					}
				}
			]
		]);
		get.mockResolvedValue(new FakeCredential({ results: { first: secret() } }));
		await browserPasskeys.ask(known);
		expect(get.mock.calls).toEqual([
			[
				{
					publicKey: {
						challenge: expect.any(Uint8Array),
						allowCredentials: [
							{ type: 'public-key', id: new Uint8Array([1, 2, 3]), transports: ['internal'] }
						],
						userVerification: 'required',
						extensions: { prf }
					}
				}
			]
		]);
		expect(create.mock.calls[0]![0].publicKey.user.id).toHaveLength(16);
		for (const { publicKey } of [create.mock.calls[0]![0], get.mock.calls[0]![0]])
			expect(publicKey.challenge).toHaveLength(32);
	});

	it('whose browser does not say how it is reached are kept without', async () => {
		const made = new FakeCredential({ enabled: true, results: { first: secret() } });
		create.mockResolvedValue(Object.assign(made, { response: {} }));
		expect(await browserPasskeys.create('Tablet', [])).toMatchObject({ value: { transports: [] } });
	});

	it('asked a second time say how they are reached, and are forgotten where the person says no', async () => {
		create.mockResolvedValue(new FakeCredential({ enabled: true }));
		get.mockResolvedValueOnce(new FakeCredential({ results: { first: secret() } }));
		expect(await browserPasskeys.create('Tablet', [])).toEqual({
			ok: true,
			value: { ...answered, transports: ['internal'] }
		});
		expect(FakeCredential.signalUnknownCredential).not.toHaveBeenCalled();
		expect(get.mock.calls[0]![0].publicKey.allowCredentials[0].transports).toEqual(['internal']);
		get.mockImplementation(() => thrown('NotAllowedError'));
		expect(await browserPasskeys.create('Tablet', [])).toEqual(refused('PasskeyCancelled'));
		expect(FakeCredential.signalUnknownCredential).toHaveBeenCalledOnce();
	});

	it('leave no copy of their secret, wherever it lies in the answer', async () => {
		const around = new Uint8Array(40).fill(9);
		const inside = around.subarray(4, 36).fill(7);
		get.mockResolvedValue(new FakeCredential({ results: { first: inside } }));
		expect(await browserPasskeys.ask(known)).toEqual({ ok: true, value: answered });
		expect([...around]).toEqual([9, 9, 9, 9, ...Array<number>(32).fill(0), 9, 9, 9, 9]);
	});

	it.each([31, 33, 0])('that give %d bytes are none for a vault', async (length) => {
		get.mockResolvedValue(new FakeCredential({ results: { first: new Uint8Array(length) } }));
		expect(await browserPasskeys.ask(known)).toEqual(refused('PasskeyUnavailable'));
	});

	it.each([undefined, {}, { results: undefined }])(
		'without an answer of theirs (%#) are none',
		async (prf) => {
			get.mockResolvedValue(new FakeCredential(prf as never));
			expect(await browserPasskeys.ask(known)).toEqual(refused('PasskeyUnavailable'));
		}
	);

	it.each([null, { id: 'AQID' }])('that are no public key (%#) are none', async (credential) => {
		get.mockResolvedValue(credential);
		expect(await browserPasskeys.ask(known)).toEqual(refused('PasskeyUnavailable'));
	});

	it('pass on what is a bug', async () => {
		get.mockRejectedValue(new TypeError('a bug'));
		await expect(browserPasskeys.ask(known)).rejects.toThrow('a bug');
	});

	it('are forgotten where the platform listens, and nothing happens where it does not', async () => {
		FakeCredential.signalUnknownCredential.mockRejectedValueOnce(new Error('no'));
		expect(await browserPasskeys.forget('AQID')).toBeUndefined();
		vi.stubGlobal('PublicKeyCredential', class {});
		expect(await browserPasskeys.forget('AQID')).toBeUndefined();
		vi.stubGlobal('PublicKeyCredential', undefined);
		expect(await browserPasskeys.forget('AQID')).toBeUndefined();
		expect(FakeCredential.signalUnknownCredential).toHaveBeenCalledOnce();
	});

	it.each([
		['does not tell what it can', class {}],
		['tells nothing of it', { getClientCapabilities: async () => ({}) }],
		['tells nothing at all', { getClientCapabilities: async () => undefined }]
	])('are offered where the browser %s', async (_, browser) => {
		vi.stubGlobal('PublicKeyCredential', browser);
		expect(await browserPasskeys.available()).toBe(true);
	});

	it('that are there already are not made again', async () => {
		create.mockImplementation(() => thrown('InvalidStateError'));
		expect(await browserPasskeys.create('Tablet', known)).toEqual(refused('PasskeyExists'));
	});

	it('are offered unless the browser says it cannot', async () => {
		expect(await browserPasskeys.available()).toBe(true);
		FakeCredential.getClientCapabilities.mockResolvedValue({ 'extension:prf': false });
		expect(await browserPasskeys.available()).toBe(false);
		vi.stubGlobal('PublicKeyCredential', undefined);
		expect(await browserPasskeys.available()).toBe(false);
		expect(await browserPasskeys.ask(known)).toEqual(refused('PasskeyUnavailable'));
	});
});
