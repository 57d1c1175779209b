import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAgeInWorker, type AgeRequest } from './age-in-worker';

/** A worker whose answers the test gives. */
class FakeWorker extends EventTarget {
	readonly requests: AgeRequest[] = [];
	readonly transferred: Transferable[] = [];
	terminated = false;

	postMessage(request: AgeRequest, { transfer }: { transfer: Transferable[] }) {
		this.requests.push(request);
		this.transferred.push(...transfer);
	}

	terminate() {
		this.terminated = true;
	}

	answer(data: unknown) {
		this.dispatchEvent(new MessageEvent('message', { data }));
	}
}

const workers: FakeWorker[] = [];
const age = () =>
	createAgeInWorker(() => {
		const worker = new FakeWorker();
		workers.push(worker);
		return worker as unknown as Worker;
	});

beforeEach(() => {
	vi.useFakeTimers();
	workers.length = 0;
});
afterEach(() => vi.useRealTimers());

describe('age in a worker', () => {
	it('gives each call its own answer, in whatever order they come', async () => {
		const client = age();
		const first = client.recipientOf('one');
		const second = client.recipientOf('two');
		expect(workers).toHaveLength(1);
		const [one, two] = workers[0]!.requests;
		workers[0]!.answer({ id: two!.id, value: 'age1two' });
		workers[0]!.answer({ id: one!.id, value: 'age1one' });
		expect(await first).toBe('age1one');
		expect(await second).toBe('age1two');
	});

	it('starts before there is something to do, and ends where nothing comes', () => {
		const client = age();
		client.warmUp();
		expect(workers).toHaveLength(1);
		void client.recipientOf('one');
		expect(workers).toHaveLength(1);
		expect(workers[0]!.requests).toHaveLength(1);
		workers[0]!.answer({ id: workers[0]!.requests[0]!.id, value: 'age1one' });
		client.warmUp();
		vi.advanceTimersByTime(10_000);
		expect(workers[0]!.terminated).toBe(true);
	});

	it('stays for three seconds without work, and for as long as there is some', async () => {
		const client = age();
		client.warmUp();
		vi.advanceTimersByTime(2_999);
		client.warmUp();
		vi.advanceTimersByTime(2_999);
		expect(workers[0]!.terminated).toBe(false);
		const call = client.newIdentity();
		client.warmUp();
		vi.advanceTimersByTime(60_000);
		expect(workers[0]!.terminated).toBe(false);
		workers[0]!.answer({ id: 1, value: {} });
		await call;
		vi.advanceTimersByTime(2_999);
		expect(workers[0]!.terminated).toBe(false);
		vi.advanceTimersByTime(1);
		expect(workers[0]!.terminated).toBe(true);
		expect(workers).toHaveLength(1);
	});

	it('asks each of its functions with what it was given', async () => {
		const client = age();
		const file = new Uint8Array(2);
		const lock = { type: 'recipient', recipient: 'age1' } as const;
		const key = { type: 'passphrase', passphrase: 'x' } as const;
		void client.newIdentity();
		void client.recipientOf('one');
		void client.encrypt(file, lock);
		void client.decrypt(file, key);
		expect(workers[0]!.requests).toEqual([
			{ id: 1, method: 'newIdentity', args: [] },
			{ id: 2, method: 'recipientOf', args: ['one'] },
			{ id: 3, method: 'encrypt', args: [file, lock] },
			{ id: 4, method: 'decrypt', args: [file, key] }
		]);
		// A file that is decrypted stays with the page.
		expect(workers[0]!.transferred).toEqual([file.buffer]);
	});

	it('passes over an answer that nobody waits for', async () => {
		const client = age();
		const call = client.newIdentity();
		workers[0]!.answer({ id: 9, value: {} });
		workers[0]!.answer({ id: 9, thrown: 'late' });
		vi.advanceTimersByTime(60_000);
		expect(workers[0]!.terminated).toBe(false);
		workers[0]!.answer({ id: 1, value: 'made' });
		expect(await call).toBe('made');
	});

	it('ends a worker that stopped, and says why', async () => {
		const call = age().newIdentity();
		const event = Object.assign(new Event('error'), { message: 'SyntaxError' });
		workers[0]!.dispatchEvent(event);
		await expect(call).rejects.toThrow('The encryption worker stopped: SyntaxError');
		expect(workers[0]!.terminated).toBe(true);
	});

	it('moves the plaintext rather than copying it', () => {
		const plaintext = new Uint8Array(8);
		void age().encrypt(plaintext, { type: 'recipient', recipient: 'age1' });
		expect(workers[0]!.transferred).toEqual([plaintext.buffer]);
	});

	it('rejects what the worker threw', async () => {
		const call = age().newIdentity();
		workers[0]!.answer({ id: workers[0]!.requests[0]!.id, thrown: 'RangeError: out of memory' });
		await expect(call).rejects.toThrow('out of memory');
	});

	it('rejects all calls when the worker does not load, and starts another for the next', async () => {
		const client = age();
		const calls = [client.newIdentity(), client.newIdentity()];
		workers[0]!.dispatchEvent(new Event('error'));
		for (const call of calls) await expect(call).rejects.toThrow('did not load');
		void client.newIdentity();
		expect(workers).toHaveLength(2);
	});

	it('ends the worker when nothing is left to do, not before', async () => {
		const client = age();
		const first = client.newIdentity();
		const second = client.newIdentity();
		workers[0]!.answer({ id: 1, value: {} });
		await first;
		vi.advanceTimersByTime(60_000);
		expect(workers[0]!.terminated).toBe(false);
		workers[0]!.answer({ id: 2, value: {} });
		await second;
		vi.advanceTimersByTime(60_000);
		expect(workers[0]!.terminated).toBe(true);
		void client.newIdentity();
		expect(workers).toHaveLength(2);
	});
});
