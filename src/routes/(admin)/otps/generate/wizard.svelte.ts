import { generateOtps, type GenerateOtpsError, type OtpRun } from '$lib/commands/generate-otps';
import type { AccountId, BatchId } from '$lib/domain/ids';
import { err, ok, type Result } from '$lib/domain/result';
import type { Workspace } from '$lib/journal/workspace.svelte';
import { letOthersRun } from '$lib/ui/let-others-run';
import { compareNames } from '$lib/ui/format';
import { proposedBatchName } from './batch-name';
import { isReady, selectionRows } from './selection-rows';
import { planAgain, withoutPassword, type SignInUpload } from './sign-in-data';
import { wizardSteps, type WizardStep } from './steps';
import { batchNameWords } from './words';

/** Where the passwords come from; `keep` where every account has one stored here. */
export type PasswordSource = 'generate' | 'upload' | 'keep';

/** Why the configuration cannot be used as it is. */
export type ConfigurationFault =
	| 'no-password-source'
	| 'no-file'
	| 'passwords-missing'
	| 'no-name'
	| 'no-start'
	| 'start-past'
	| 'start-too-far'
	| 'bad-expiration';

const year = 366 * 86_400_000;

/** Everything the wizard has asked and been told. It lives in memory only, as long as the page does. */
export class Wizard {
	step = $state<WizardStep>('accounts');
	/** A step was opened by an Edit link of the review, and leads back there. */
	isEditing = $state(false);
	selected = $state.raw<ReadonlySet<AccountId>>(new Set());
	passwords = $state<PasswordSource>();
	upload = $state.raw<SignInUpload>();
	/** As typed; undefined: as proposed. */
	typedName = $state<string>();
	start = $state<'now' | 'later'>('now');
	/** Ms since 1970, for `later`. */
	startAt = $state<number | null>(null);
	expirationHours = $state<number | null>(null);
	/** OTPs generated so far, while it runs. */
	progress = $state.raw<{ readonly done: number; readonly total: number }>();
	error = $state.raw<GenerateOtpsError>();
	#abort: AbortController | undefined;
	/** What the upload was last planned for. */
	#plannedFor: readonly AccountId[] = [];

	readonly #workspace: Workspace;
	readonly rows = $derived.by(() => selectionRows(this.#workspace.state, compareNames));
	readonly readyRows = $derived(this.rows.filter(isReady));
	/** The selected accounts that are ready, in the order of the list. */
	readonly accounts = $derived(this.readyRows.filter(({ id }) => this.selected.has(id)).map(({ id }) => id));
	readonly canKeepPasswords = $derived.by(() => {
		const { accounts } = this.#workspace.state;
		return this.accounts.length > 0 && this.accounts.every((id) => accounts.get(id)?.credential);
	});

	/** @param wanted accounts to begin with; those that are not ready are left out */
	constructor(workspace: Workspace, wanted: Iterable<AccountId>) {
		this.#workspace = workspace;
		this.expirationHours = workspace.state.preferences.value.otpExpirationHours;
		const wantedIds = new Set(wanted);
		this.selected = new Set(this.readyRows.filter(({ id }) => wantedIds.has(id)).map(({ id }) => id));
	}

	get isRunning(): boolean {
		return this.progress !== undefined;
	}

	/** From when the codes work: a time that has passed in the meantime counts as now. */
	notBefore(now: number): number {
		return this.start === 'later' && this.startAt !== null ? Math.max(this.startAt, now) : now;
	}

	/** The batch's name: as typed, or by site and day. */
	name(now: number): string {
		return this.typedName ?? this.#proposedName(now);
	}

	/** The passwords of the upload, if that is where they come from. */
	get uploaded(): ReadonlyMap<AccountId, string> {
		return (this.passwords === 'upload' && this.upload?.plan.passwords) || new Map();
	}

	/** Selected accounts that would have no password. */
	get passwordsMissing(): AccountId[] {
		if (this.passwords === undefined || this.passwords === 'generate') return [];
		return withoutPassword(this.accounts, this.uploaded, this.#workspace.state.accounts);
	}

	/** What is wrong with the configuration; a start that has passed only counts while it is being set. */
	faults(now: number): ConfigurationFault[] {
		const faults: ConfigurationFault[] = [];
		if (this.passwords === undefined) faults.push('no-password-source');
		else if (this.passwords === 'upload' && !this.upload) faults.push('no-file');
		else if (this.passwordsMissing.length > 0) faults.push('passwords-missing');
		if (this.name(now).trim() === '') faults.push('no-name');
		if (this.start === 'later') {
			if (this.startAt === null) faults.push('no-start');
			else if (this.startAt <= now && this.step === 'configuration') faults.push('start-past');
			else if (this.startAt > now + year) faults.push('start-too-far');
		}
		if (this.expirationHours === null) faults.push('bad-expiration');
		return faults;
	}

	/** Opens a step from the review, to come back to it. */
	edit(step: 'accounts' | 'configuration'): void {
		this.isEditing = true;
		this.step = step;
	}

	/** Goes on from the accounts or the configuration. The upload is looked at again where the selection has changed. */
	async next(): Promise<void> {
		if (this.step === 'accounts') await this.#planAgain();
		if (this.passwords === 'keep' && !this.canKeepPasswords) this.passwords = undefined;
		this.step = this.isEditing || this.step === 'configuration' ? 'review' : 'configuration';
		this.isEditing = false;
	}

	/** Goes one step back; false: this is the first. */
	back(): boolean {
		if (this.isRunning) return true;
		const at = wizardSteps.indexOf(this.step);
		if (at === 0) return false;
		this.step = wizardSteps[at - 1]!;
		this.isEditing = false;
		return true;
	}

	/** Goes to a step that was done before. */
	goTo(step: WizardStep): void {
		this.step = step;
		this.isEditing = false;
	}

	/** Takes accounts out of the selection. */
	leaveOut(accounts: readonly AccountId[]): void {
		const selected = new Set(this.selected);
		for (const id of accounts) selected.delete(id);
		this.selected = selected;
	}

	setUpload(upload: SignInUpload | undefined): void {
		this.upload = upload;
		this.#plannedFor = this.accounts;
	}

	/** Generates. Where it does not come about, everything chosen is still there. */
	async generate(): Promise<Result<BatchId, GenerateOtpsError>> {
		this.error = undefined;
		this.step = 'generate';
		this.progress = { done: 0, total: this.accounts.length };
		this.#abort = new AbortController();
		const generated = await generateOtps(this.#workspace, this.#run(Date.now()), {
			signal: this.#abort.signal,
			onprogress: (done, total) => (this.progress = { done, total })
		});
		if (generated.ok) return ok(generated.value.batch);
		this.progress = undefined;
		this.error = generated.error;
		this.step = 'review';
		return err(generated.error);
	}

	/** Stops a run: nothing of it is kept. */
	cancel(): void {
		this.#abort?.abort();
	}

	#proposedName(now: number): string {
		const { accounts, batches } = this.#workspace.state;
		const sites = this.accounts.map((id) => accounts.get(id)?.profile.site ?? '');
		const taken = Array.from(batches.values(), ({ name }) => name);
		return proposedBatchName(sites, taken, batchNameWords(this.notBefore(now)));
	}

	#run(now: number): OtpRun {
		return {
			accounts: this.accounts,
			batchName: this.name(now),
			notBefore: this.notBefore(now),
			expirationHours: this.expirationHours ?? 0,
			passwords: this.passwords === 'generate' ? 'generate' : this.uploaded
		};
	}

	async #planAgain(): Promise<void> {
		if (!this.upload || this.#plannedFor === this.accounts) return;
		const scope = { selected: this.accounts, accounts: this.#workspace.state.accounts };
		const planned = await planAgain(this.upload, scope, { pause: letOthersRun });
		this.setUpload(planned.ok ? planned.value : undefined);
	}
}
