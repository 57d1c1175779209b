import { receiveScan } from '$lib/commands/receive-scan';
import type { ScanRefusal } from '$lib/commands/scan-refusal';
import type { OtpId } from '$lib/domain/ids';
import { findApproval, type ApprovalRef } from '$lib/journal/approvals';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';

/**
 * Where the hand-off of one room stands:
 * *scanning* → *deciding* (a request that waits) → *showing* (its decision, for the device to scan) → *scanning*, the next room.
 * What is decided elsewhere meanwhile, by a hub, another tablet or another tab, is shown as soon as it is known here.
 */
export type HandOffPhase =
	| {
			readonly type: 'scanning';
			readonly refusal: ScanRefusal | AppendError | null;
			readonly signedIn: OtpId | null;
	  }
	| { readonly type: 'deciding'; readonly ref: ApprovalRef; readonly isNew: boolean }
	| { readonly type: 'showing'; readonly ref: ApprovalRef; readonly decided: 'now' | 'before' | 'meanwhile' };

/** A room of this round. `request` is `null` where only its receipt was scanned here. */
export interface RoundRoom {
	readonly otp: OtpId;
	readonly request: ApprovalRef['request'] | null;
}

const ready = { type: 'scanning', refusal: null, signedIn: null } as const;

/** Room after room, on one screen. */
export class HandOff {
	#reached = $state.raw<HandOffPhase>(ready);
	/** Where it stands; reactive. */
	readonly phase = $derived.by((): HandOffPhase => {
		const reached = this.#reached;
		return reached.type === 'deciding' && this.#isDecided(reached.ref)
			? { type: 'showing', ref: reached.ref, decided: 'meanwhile' }
			: reached;
	});
	/** The rooms of this round, newest first. */
	round = $state.raw<readonly RoundRoom[]>([]);
	#isBusy = false;

	constructor(private readonly workspace: Workspace) {}

	/** Takes what was scanned; while a room is under way, nothing. */
	async scanned(text: string): Promise<void> {
		if (this.phase.type !== 'scanning' || this.#isBusy) return;
		this.#isBusy = true;
		try {
			const received = await receiveScan(this.workspace, text);
			if (!received.ok) {
				this.#reached = { ...ready, refusal: received.error };
				return;
			}
			if (received.value.type === 'receipt') {
				const { otp } = received.value;
				this.#note({ otp, request: null });
				this.#reached = { ...ready, signedIn: otp };
				return;
			}
			const { ref, isNew } = received.value;
			this.#note(ref);
			this.#reached = this.#isDecided(ref)
				? { type: 'showing', ref, decided: 'before' }
				: { type: 'deciding', ref, isNew };
		} finally {
			this.#isBusy = false;
		}
	}

	/** The request was decided: its QR follows. */
	decided(): void {
		const reached = this.#reached;
		if (reached.type === 'deciding') this.#reached = { type: 'showing', ref: reached.ref, decided: 'now' };
	}

	/** On to the next room. What was not decided waits under Approvals, until decide-by. */
	next(): void {
		this.#reached = ready;
	}

	#isDecided(ref: ApprovalRef): boolean {
		return findApproval(this.workspace.state, ref)?.standing != null;
	}

	#note(room: RoundRoom): void {
		const isSame = (known: RoundRoom) =>
			known.otp === room.otp && (known.request === room.request || room.request === null);
		const before = this.round.find(isSame);
		this.round = [before ?? room, ...this.round.filter((known) => known !== before)];
	}
}
