import {
	lookForPackage,
	prepareAnswer,
	readInvite,
	sendAnswer,
	storeJoined,
	type Applicant,
	type InviteRefusal,
	type JoinPorts,
	type LookForPackageError,
	type StoreJoinedError
} from '$lib/commands/join-workspace';
import { ok } from '$lib/domain/result';
import { askUntilThere, isPassing, type HubTrouble } from '$lib/sync/ask-until-there';
import { syncWithHub, type SyncPorts } from '$lib/sync/engine';
import type { VaultSecrets } from '$lib/vault/secrets';
import type { OpenVault } from '$lib/vault/vault';

/** Why an invitation that was scanned leads nowhere: another one is needed. */
export type JoinEnd =
	Exclude<LookForPackageError, HubTrouble> | { readonly type: 'TooLate' } | { readonly type: 'CryptoFailed' };

/**
 * A tablet that is to join. Name and passphrase come first and are kept whatever happens: the invitation's ten minutes, and
 * the person at the other tablet, wait for nothing but a scan and a look.
 *
 * ```
 * tablet ◀──▶ scanning ──▶ asking ──▶ comparing ──▶ storing ──▶ pulling ──▶ open
 *                ▲          │  ▲         │           │   ▲
 *                │          ▼  │         │           ▼   │
 *                ├──────── not-sent      │         not-stored
 *                └───────────────────────┘
 * ```
 */
export type JoinPhase =
	| { readonly type: 'tablet' }
	| { readonly type: 'scanning'; readonly refusal: InviteRefusal | null; readonly ended: JoinEnd | null }
	| { readonly type: 'asking' }
	| { readonly type: 'not-sent'; readonly applicant: Applicant; readonly trouble: HubTrouble }
	| { readonly type: 'comparing'; readonly applicant: Applicant }
	| { readonly type: 'storing' }
	| {
			readonly type: 'not-stored';
			readonly applicant: Applicant;
			readonly secrets: VaultSecrets;
			readonly error: StoreJoinedError;
	  }
	| { readonly type: 'pulling' };

const ready = { type: 'scanning', refusal: null, ended: null } as const;

/** Takes this tablet into a workspace. */
export class JoinFlow {
	name = $state('');
	passphrase = $state('');
	phase = $state.raw<JoinPhase>({ type: 'tablet' });
	/** Why the hub cannot be asked at the moment. */
	trouble = $state.raw<HubTrouble | null>(null);
	#stop = new AbortController();
	/** The invitation under way; once it has ended, a camera that still sees it is not heard. */
	#text = '';

	/** @param onready called with the open vault once everything is here */
	constructor(
		private readonly ports: JoinPorts & SyncPorts,
		private readonly onready: (vault: OpenVault) => Promise<void>
	) {}

	/** Name and passphrase are chosen. */
	scan(): void {
		this.#forget();
		this.phase = ready;
	}

	/** Back to name and passphrase. */
	back(): void {
		this.#forget();
		this.phase = { type: 'tablet' };
	}

	/** Takes what was scanned, pasted or typed; anything but the first invitation is left out. */
	async scanned(text: string): Promise<void> {
		if (this.phase.type !== 'scanning' || (this.phase.ended && text === this.#text)) return;
		this.#text = text;
		const invite = readInvite(text);
		if (!invite.ok) {
			this.phase = { ...ready, refusal: invite.error };
			return;
		}
		this.phase = { type: 'asking' };
		try {
			const applicant = await prepareAnswer(invite.value, this.name.trim(), this.ports.now());
			await this.send(applicant);
		} catch (thrown) {
			console.warn('the encryption did not run:', thrown);
			this.#end({ type: 'CryptoFailed' });
		}
	}

	/** Answers the invitation, the first time or again. */
	async send(applicant: Applicant): Promise<void> {
		const { signal } = (this.#stop = new AbortController());
		this.phase = { type: 'asking' };
		const sent = await sendAnswer(this.ports, applicant);
		if (signal.aborted) return;
		if (sent.ok) return this.#wait(applicant, signal);
		if (isPassing(sent.error)) this.phase = { type: 'not-sent', applicant, trouble: sent.error };
		else this.#end(sent.error);
	}

	/** Stores what this tablet was given, the first time or again. */
	async store(applicant: Applicant, secrets: VaultSecrets): Promise<void> {
		this.phase = { type: 'storing' };
		const stored = await storeJoined(this.ports, applicant, secrets, this.passphrase);
		if (!stored.ok) this.phase = { type: 'not-stored', applicant, secrets, error: stored.error };
		else await this.#pull(stored.value);
	}

	/** Nobody looks any more. */
	close(): void {
		this.#forget();
	}

	async #wait(applicant: Applicant, signal: AbortSignal): Promise<void> {
		this.phase = { type: 'comparing', applicant };
		const { now } = this.ports;
		const given = await askUntilThere(() => lookForPackage(this.ports, applicant), {
			until: applicant.until,
			now,
			signal,
			ontrouble: (trouble) => (this.trouble = trouble)
		});
		if (!given) return;
		this.trouble = null;
		if (given.ok) await this.store(applicant, given.value);
		else this.#end(given.error);
	}

	async #pull(vault: OpenVault): Promise<void> {
		this.phase = { type: 'pulling' };
		this.passphrase = '';
		// A hub that refuses may listen later: the open workspace asks again by itself.
		const pulled = await askUntilThere(
			async () => {
				const synced = await syncWithHub(this.ports);
				return synced.ok || !isPassing(synced.error) ? ok(true) : synced;
			},
			{
				until: Infinity,
				now: this.ports.now,
				signal: this.#stop.signal,
				ontrouble: (trouble) => (this.trouble = trouble)
			}
		);
		if (pulled) await this.onready(vault);
	}

	#end(ended: JoinEnd): void {
		this.#forget();
		this.phase = { ...ready, ended };
	}

	#forget(): void {
		this.#stop.abort();
		this.trouble = null;
	}
}
