import { beforeAll, afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ageInThread } from './age';
import type { AgeReply, AgeRequest } from './age-in-worker';

const said: { reply: AgeReply; transfer: Transferable[] }[] = [];
const page = new EventTarget();

beforeAll(async () => {
	vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
	vi.stubGlobal('postMessage', (reply: AgeReply, { transfer }: { transfer: Transferable[] }) =>
		said.push({ reply, transfer })
	);
	await import('./age.worker');
});
afterAll(() => vi.unstubAllGlobals());
beforeEach(() => {
	said.length = 0;
});

/** What the worker answers to a call. */
async function ask(request: AgeRequest) {
	page.dispatchEvent(new MessageEvent('message', { data: request }));
	await vi.waitFor(() => expect(said).toHaveLength(1));
	const { reply, transfer } = said[0]!;
	return { id: reply.id, value: 'value' in reply ? reply.value : undefined, reply, transfer };
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the worker of age', () => {
	it('answers a call by its number, and moves nothing where there are no bytes', async () => {
		const { id, value, transfer } = await ask({ id: 7, method: 'newIdentity', args: [] });
		expect(id).toBe(7);
		expect(value).toMatchObject({ identity: expect.stringMatching(/^AGE-SECRET-KEY-1/) });
		expect(transfer).toEqual([]);
	});

	it('moves the bytes that it has made to the page', async () => {
		const { identity, recipient } = await ageInThread.newIdentity();
		const lock = { type: 'recipient', recipient };
		const encrypted = await ask({ id: 1, method: 'encrypt', args: [bytes('secret'), lock] });
		const file = encrypted.value as Uint8Array<ArrayBuffer>;
		expect(encrypted.transfer).toEqual([file.buffer]);
		expect(encrypted.transfer[0]).toBe(file.buffer);
		said.length = 0;
		const key = { type: 'identity', identity };
		const decrypted = await ask({ id: 2, method: 'decrypt', args: [file, key] });
		expect(decrypted.value).toEqual({ ok: true, value: bytes('secret') });
		expect(decrypted.transfer[0]).toBe((decrypted.value as { value: Uint8Array }).value.buffer);
		expect(decrypted.transfer).toHaveLength(1);
	});

	it('has nothing to move where a file does not open, or text is asked for', async () => {
		const { identity, recipient } = await ageInThread.newIdentity();
		const key = { type: 'identity', identity };
		const refused = await ask({ id: 3, method: 'decrypt', args: [bytes('no file'), key] });
		expect(refused.value).toEqual({ ok: false, error: { type: 'Damaged' } });
		expect(refused.transfer).toEqual([]);
		said.length = 0;
		const text = await ask({ id: 4, method: 'recipientOf', args: [identity] });
		expect([text.value, text.transfer]).toEqual([recipient, []]);
	});

	it('says what went wrong, and goes on', async () => {
		const { reply, transfer } = await ask({ id: 5, method: 'recipientOf', args: ['no identity'] });
		expect(reply).toEqual({ id: 5, thrown: expect.stringMatching(/^Error: ./) });
		expect(transfer).toEqual([]);
		said.length = 0;
		expect((await ask({ id: 6, method: 'newIdentity', args: [] })).id).toBe(6);
	});
});
