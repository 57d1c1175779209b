import type { AccountId, BatchId, OtpId } from '$lib/domain/ids';
import { generatePassword } from '$lib/domain/password';
import { isHours } from '$lib/domain/preferences';
import { readinessOf } from '$lib/domain/readiness';
import { err, ok, type Result } from '$lib/domain/result';
import type { EntryBody } from '$lib/journal/entry';
import { waivedChecks } from '$lib/journal/standing';
import { isListed } from '$lib/journal/state';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { RandomPool, randomId } from '$lib/protocol/bytes';
import { generateCode } from '$lib/protocol/code';
import { ticketIdOf } from '$lib/protocol/code-keys';
import { inRuns } from './in-runs';

const hour = 3_600_000;
const codesAtOnce = 250;
const runsAtOnce = 4;

/** What the wizard has asked. */
export interface OtpRun {
	readonly accounts: readonly AccountId[];
	readonly batchName: string;
	/** Ms since 1970; a time that is past counts as now. */
	readonly notBefore: number;
	/** From not-before, whole hours, 1–336. */
	readonly expirationHours: number;
	/** Generate a password for every account, or take the uploaded ones; an account without one keeps what it has. */
	readonly passwords: 'generate' | ReadonlyMap<AccountId, string>;
}

export type GenerateOtpsError =
	| AppendError
	| { readonly type: 'NothingSelected' }
	| { readonly type: 'HoursOutOfRange' }
	| { readonly type: 'AccountsNotReady'; readonly accounts: readonly AccountId[] }
	| { readonly type: 'PasswordsMissing'; readonly accounts: readonly AccountId[] };

export interface GenerateOptions {
	/** `done` of `total` OTPs. */
	readonly onprogress?: (done: number, total: number) => void;
	readonly signal?: AbortSignal;
}

/**
 * Generates one OTP per account as a batch, all or none. An account's earlier OTP is superseded.
 * Sign-in data and codes are stored together, so no code ever stands for an account without a password.
 */
export async function generateOtps(
	workspace: Workspace,
	run: OtpRun,
	{ onprogress, signal }: GenerateOptions = {}
): Promise<Result<{ readonly batch: BatchId; readonly otps: readonly OtpId[] }, GenerateOtpsError>> {
	const accounts = [...new Set(run.accounts)];
	const refusal = refuse(workspace, { ...run, accounts });
	if (refusal) return err(refusal);

	const { preferences } = workspace.state;
	const notBefore = Math.max(run.notBefore, Date.now());
	const batch: EntryBody<'otps.issued'>['batch'] = {
		id: randomId(),
		name: run.batchName.trim().slice(0, 200),
		notBefore,
		redeemBy: notBefore + run.expirationHours * hour,
		decideWithinHours: preferences.value.decideWithinHours,
		collectWithinHours: preferences.value.collectWithinHours,
		passwords: run.passwords === 'generate' ? 'generated' : 'uploaded'
	};
	const random = new RandomPool();
	const passwordOf = (account: AccountId) =>
		run.passwords === 'generate' ? generatePassword(random) : (run.passwords.get(account) ?? null);
	const rows: EntryBody<'otps.issued'>['rows'] = [];
	const making: Promise<typeof rows>[] = [];
	for (let i = 0; i < accounts.length; i += codesAtOnce) {
		if (signal?.aborted) return err({ type: 'Cancelled' });
		making.push(makeRows(accounts.slice(i, i + codesAtOnce), random, passwordOf));
		// The browser derives on other threads; meanwhile the next codes are drawn.
		const ready = making.length - runsAtOnce;
		if (ready < 0) continue;
		rows.push(...(await making[ready]!));
		onprogress?.(rows.length, accounts.length);
	}
	for (const part of making.slice(-(runsAtOnce - 1))) rows.push(...(await part));
	onprogress?.(rows.length, accounts.length);
	const drafts = inRuns(rows, (part) => ({ kind: 'otps.issued', body: { batch, rows: part } }));
	const appended = await workspace.append(drafts, { signal });
	return appended.ok ? ok({ batch: batch.id as BatchId, otps: rows.map(([id]) => id as OtpId) }) : appended;
}

async function makeRows(
	accounts: readonly AccountId[],
	random: RandomPool,
	passwordOf: (account: AccountId) => string | null
): Promise<EntryBody<'otps.issued'>['rows']> {
	const codes = accounts.map(() => generateCode(random));
	const ids = Promise.all(codes.map(ticketIdOf));
	const passwords = accounts.map(passwordOf);
	return (await ids).map((id, n) => [id, accounts[n]!, codes[n]!, passwords[n]!]);
}

function refuse(workspace: Workspace, run: OtpRun): GenerateOtpsError | null {
	if (run.accounts.length === 0) return { type: 'NothingSelected' };
	if (!isHours(run.expirationHours)) return { type: 'HoursOutOfRange' };
	const waived = waivedChecks(workspace.state);
	const notReady: AccountId[] = [];
	const withoutPassword: AccountId[] = [];
	for (const id of run.accounts) {
		const account = workspace.state.accounts.get(id);
		if (!account || !isListed(account) || readinessOf(account, waived).status !== 'no-action-needed')
			notReady.push(id);
		else if (run.passwords !== 'generate' && !run.passwords.get(id) && !account.credential)
			withoutPassword.push(id);
	}
	if (notReady.length > 0) return { type: 'AccountsNotReady', accounts: notReady };
	if (withoutPassword.length > 0) return { type: 'PasswordsMissing', accounts: withoutPassword };
	return null;
}
