import type { MemberId } from '$lib/domain/ids';
import {
	callOffInvite,
	issueInvite,
	letTabletIn,
	lookForAnswer,
	type InviteAnswer,
	type InvitePorts,
	type IssuedInvite,
	type LetTabletInError
} from '$lib/commands/invite-tablet';
import type { Workspace } from '$lib/journal/workspace.svelte';
import type { InvitePackage, Joiner } from '$lib/protocol/hub/invite';
import { askUntilThere, type HubTrouble } from '$lib/sync/ask-until-there';
import type { HubError } from '$lib/sync/hub-client';

/**
 * An invitation on the first tablet's screen:
 *
 * ```
 * making ──▶ shown ──▶ answered ──▶ done
 *   │ ▲        │          │
 *   ▼ │        └────┬─────┘
 * not-made        ended ──▶ making
 * ```
 */
export type InvitePhase =
	| { readonly type: 'making' }
	| { readonly type: 'not-made'; readonly error: HubError }
	| { readonly type: 'shown'; readonly issued: IssuedInvite }
	| {
			readonly type: 'answered';
			readonly issued: IssuedInvite;
			readonly answer: InviteAnswer;
			readonly isLettingIn: boolean;
			/** Why it is not in yet. */
			readonly problem: LetTabletInError | null;
	  }
	| { readonly type: 'done'; readonly name: string }
	| {
			readonly type: 'ended';
			readonly why: InviteEnd;
			/** The name of a tablet that was let in by half and could not be removed again; empty: none. */
			readonly leftBehind: string;
	  };
export type InviteEnd = 'late' | 'mismatch' | 'strange';

/** Makes invitations, one at a time, and follows them to their end. */
export class InviteFlow {
	phase = $state.raw<InvitePhase>({ type: 'making' });
	/** Why the hub cannot be asked at the moment. */
	trouble = $state.raw<HubTrouble | null>(null);
	#stop = new AbortController();
	#expiry: ReturnType<typeof setTimeout> | undefined;

	constructor(
		private readonly workspace: Workspace,
		private readonly secrets: Pick<InvitePackage, 'epochs' | 'recoveryRecipient'>,
		private readonly ports: () => Promise<InvitePorts>
	) {}

	/** Makes a new invitation and waits for an answer. */
	async start(): Promise<void> {
		this.#forget();
		const stop = (this.#stop = new AbortController());
		this.phase = { type: 'making' };
		const ports = await this.ports();
		const made = await issueInvite(this.workspace, ports);
		if (stop.signal.aborted) {
			if (made.ok) void callOffInvite(this.workspace, ports, made.value, null);
			return;
		}
		if (!made.ok) {
			this.phase = { type: 'not-made', error: made.error };
			return;
		}
		const issued = made.value;
		this.phase = { type: 'shown', issued };
		const answer = await askUntilThere(() => lookForAnswer(this.workspace, ports, issued), {
			until: issued.endsAt,
			now: ports.now,
			signal: stop.signal,
			ontrouble: (trouble) => (this.trouble = trouble)
		});
		if (!answer) return;
		this.trouble = null;
		if (!answer.ok) return this.#end(answer.error.type === 'AnswerStrange' ? 'strange' : 'late');
		this.phase = { type: 'answered', issued, answer: answer.value, isLettingIn: false, problem: null };
		this.#expiry = setTimeout(() => this.#expire(), Math.max(0, issued.endsAt - ports.now()));
	}

	/** The words match. */
	async letIn(): Promise<void> {
		const { phase } = this;
		if (phase.type !== 'answered' || phase.isLettingIn) return;
		const { issued, answer } = phase;
		this.phase = { ...phase, isLettingIn: true, problem: null };
		const ports = await this.ports();
		const result = await letTabletIn(this.workspace, ports, issued, answer.joiner, this.secrets);
		if (result.ok) {
			clearTimeout(this.#expiry);
			this.phase = { type: 'done', name: answer.joiner.name };
			return;
		}
		this.phase = { ...phase, isLettingIn: false, problem: result.error };
		if (result.error.type === 'InviteEnded' || ports.now() >= issued.endsAt) await this.#end('late');
	}

	/** The words do not match. */
	refuse(): Promise<void> {
		return this.#end('mismatch');
	}

	/** Nobody looks any more: an invitation that is still open is withdrawn, letting in goes on to its end. */
	close(): void {
		this.#forget();
		const { phase } = this;
		if (phase.type === 'shown' || (phase.type === 'answered' && !phase.isLettingIn))
			void this.#callOff(phase);
	}

	#expire(): void {
		if (this.phase.type === 'answered' && !this.phase.isLettingIn) void this.#end('late');
	}

	async #end(why: InviteEnd): Promise<void> {
		const { phase } = this;
		this.#forget();
		const ended = { type: 'ended', why, leftBehind: '' } as const;
		this.phase = ended;
		if (phase.type !== 'shown' && phase.type !== 'answered') return;
		const left = await this.#callOff(phase);
		if (left && this.phase === ended) this.phase = { ...ended, leftBehind: left.name };
	}

	/** Withdraws it. @returns who is still a member although the keys were not given */
	async #callOff(phase: Extract<InvitePhase, { issued: IssuedInvite }>): Promise<Joiner | null> {
		const joiner = phase.type === 'answered' ? phase.answer.joiner : null;
		// Where the hub does not answer, the invitation ends by itself.
		await callOffInvite(this.workspace, await this.ports(), phase.issued, joiner).catch(() => undefined);
		const member = joiner && this.workspace.state.members.get(joiner.member as MemberId);
		return member?.removedKey === '' ? joiner : null;
	}

	#forget(): void {
		this.#stop.abort();
		clearTimeout(this.#expiry);
		this.trouble = null;
	}
}
