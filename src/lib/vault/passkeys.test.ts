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
