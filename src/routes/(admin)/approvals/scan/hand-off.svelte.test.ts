import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { OtpId, RequestId } from '$lib/domain/ids';
import type { Otp, OtpFact } from '$lib/domain/otp';
import { ok } from '$lib/domain/result';
import { receiveScan } from '$lib/commands/receive-scan';
import { emptyState } from '$lib/journal/state';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { HandOff } from './hand-off.svelte';

vi.mock('$lib/commands/receive-scan', () => ({ receiveScan: vi.fn() }));
let state = $state.raw(emptyState('ab'.repeat(16)));
const workspace = {
	get state() {
		return state;
	}
} as Workspace;
const ref = (n: number) => ({ otp: `o${n}` as OtpId, request: `r${n}` as RequestId });
const request = (n: number) => ok({ type: 'request', ref: ref(n), isNew: true } as const);
const receipt = (n: number) => ok({ type: 'receipt', otp: ref(n).otp, isNew: true } as const);

/** A state in which the first request waits, or was decided. */
function stateWith(...facts: object[]) {
	const requested = { type: 'requested', request: ref(1).request };
	const all = [requested, ...facts].map((fact, index) => ({ at: index, by: 'm', key: `${index}`, ...fact }));
	const otp = { id: ref(1).otp, batch: 'b', account: 'a', facts: all as OtpFact[] } as unknown as Otp;
	const batches = new Map([['b', { id: 'b' }]]) as never;
	return { ...emptyState('ab'.repeat(16)), otps: new Map([[otp.id, otp]]), batches };
}
const approved = {
	type: 'decided',
	request: ref(1).request,
	decision: { verdict: 'approved' },
	grantedAt: null
};

async function handOffAfter(...scans: Awaited<ReturnType<typeof receiveScan>>[]): Promise<HandOff> {
	const handOff = new HandOff(workspace);
	for (const scan of scans) {
		vi.mocked(receiveScan).mockResolvedValueOnce(scan);
		await handOff.scanned('text');
		if (handOff.phase.type === 'deciding') handOff.next();
	}
	return handOff;
}

beforeEach(() => (state = emptyState('ab'.repeat(16))));

describe('the hand-off', () => {
	it('goes from the scan to the decision, to its QR, and to the next room', async () => {
		const handOff = new HandOff(workspace);
		vi.mocked(receiveScan).mockResolvedValueOnce(request(1));
		await handOff.scanned('text');
		expect(handOff.phase).toEqual({ type: 'deciding', ref: ref(1), isNew: true });
		handOff.decided();
		expect(handOff.phase).toEqual({ type: 'showing', ref: ref(1), decided: 'now' });
		handOff.next();
		expect(handOff.phase.type).toBe('scanning');
	});

	it('shows what was decided elsewhere meanwhile, by a hub or in another tab', async () => {
		const handOff = new HandOff(workspace);
		state = stateWith();
		vi.mocked(receiveScan).mockResolvedValueOnce(request(1));
		await handOff.scanned('text');
		expect(handOff.phase.type).toBe('deciding');
		state = stateWith(approved);
		expect(handOff.phase).toEqual({ type: 'showing', ref: ref(1), decided: 'meanwhile' });
		// The decision is shown, so nothing else is scanned.
		await handOff.scanned('text');
		expect(handOff.phase.type).toBe('showing');
		handOff.next();
		vi.mocked(receiveScan).mockResolvedValueOnce(request(1));
		await handOff.scanned('text');
		expect(handOff.phase).toEqual({ type: 'showing', ref: ref(1), decided: 'before' });
	});

	it('takes nothing else while a room is under way', async () => {
		const handOff = new HandOff(workspace);
		vi.mocked(receiveScan).mockClear().mockResolvedValue(request(1));
		await Promise.all([handOff.scanned('text'), handOff.scanned('text')]);
		await handOff.scanned('text');
		expect(receiveScan).toHaveBeenCalledTimes(1);
	});

	it('stays at the scanner where something else was scanned, and forgets it with the next', async () => {
		const handOff = await handOffAfter({ ok: false, error: { type: 'Sheet' } });
		expect(handOff.phase).toMatchObject({ type: 'scanning', refusal: { type: 'Sheet' } });
		vi.mocked(receiveScan).mockResolvedValueOnce(receipt(1));
		await handOff.scanned('text');
		expect(handOff.phase).toEqual({ type: 'scanning', refusal: null, signedIn: ref(1).otp });
	});

	it('lists each room of the round once, newest first', async () => {
		const handOff = await handOffAfter(request(1), request(2), request(1), receipt(2), receipt(3));
		expect(handOff.round).toEqual([{ ...ref(3), request: null }, ref(2), ref(1)]);
	});
});
