import { receiveScan } from '$lib/commands/receive-scan';
import type { ScanRefusal } from '$lib/commands/scan-refusal';
import type { OtpId } from '$lib/domain/ids';
import { findApproval, type ApprovalRef } from '$lib/journal/approvals';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';

/**
 * Where the hand-off of one room stands:
 * *scanning* → *deciding* (a request that waits) → *showing* (its decision, for the device to scan) → *scanning*, the next room.
 */
export type HandOffPhase =
	| {
			readonly type: 'scanning';
			readonly refusal: ScanRefusal | AppendError | null;
			readonly signedIn: OtpId | null;
	  }
	| { readonly type: 'deciding'; readonly ref: ApprovalRef; readonly isNew: boolean }
	| { readonly type: 'showing'; readonly ref: ApprovalRef; readonly isNew: boolean };

/** A room of this round. `request` is `null` where only its receipt was scanned here. */
export interface RoundRoom {
	readonly otp: OtpId;
	readonly request: ApprovalRef['request'] | null;
}

const ready = { type: 'scanning', refusal: null, signedIn: null } as const;

/** Room after room, on one screen. */
export class HandOff {
	phase = $state.raw<HandOffPhase>(ready);
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
				this.phase = { ...ready, refusal: received.error };
				return;
			}
			if (received.value.type === 'receipt') {
				const { otp } = received.value;
				this.#note({ otp, request: null });
				this.phase = { ...ready, signedIn: otp };
				return;
			}
			const { ref, isNew } = received.value;
			this.#note(ref);
			const isDecided = findApproval(this.workspace.state, ref)?.standing != null;
			this.phase = { type: isDecided ? 'showing' : 'deciding', ref, isNew };
		} finally {
			this.#isBusy = false;
		}
	}

	/** The request was decided: its QR follows. */
	decided(): void {
		if (this.phase.type === 'deciding') this.phase = { ...this.phase, type: 'showing', isNew: true };
	}

	/** On to the next room. What was not decided waits under Approvals. */
	next(): void {
		this.phase = ready;
	}

	#note(room: RoundRoom): void {
		const isSame = (known: RoundRoom) =>
			known.otp === room.otp && (known.request === room.request || room.request === null);
		const before = this.round.find(isSame);
		this.round = [before ?? room, ...this.round.filter((known) => known !== before)];
	}
}
