import type { Account } from '$lib/domain/account';
import type { AccountId } from '$lib/domain/ids';
import { recogniseTable } from '$lib/domain/csv/columns';
import type { PlanError } from '$lib/domain/csv/bad-row';
import type { Mapping } from '$lib/domain/csv/fields';
import type { Pace } from '$lib/domain/csv/pace';
import { planSignInData, type SignInDataPlan } from '$lib/domain/csv/plan-sign-in-data';
import { readTable, type Table, type TableError } from '$lib/domain/csv/table';
import { ok, type Result } from '$lib/domain/result';

/** A file of sign-in data, read, and what it holds for the selected accounts. In memory only. */
export interface SignInUpload {
	/** The file's name; empty where the text was pasted. */
	readonly source: string;
	readonly table: Table;
	readonly mapping: Mapping;
	readonly plan: SignInDataPlan;
}

export type SignInDataError = TableError | PlanError;

/** The accounts that an upload is read for. */
export interface UploadScope {
	readonly selected: readonly AccountId[];
	readonly accounts: ReadonlyMap<AccountId, Account>;
}

/** Reads the text of a file of sign-in data: sign-in names and passwords. */
export async function readSignInData(
	source: string,
	text: string,
	scope: UploadScope,
	pace: Pace
): Promise<Result<SignInUpload, SignInDataError>> {
	const table = await readTable(text, pace);
	if (!table.ok) return table;
	const { mapping } = recogniseTable(table.value);
	return planAgain({ source, table: table.value, mapping }, scope, pace);
}

/** Plans a file that was read for another selection. */
export async function planAgain(
	{ source, table, mapping }: Omit<SignInUpload, 'plan'>,
	{ selected, accounts }: UploadScope,
	pace: Pace
): Promise<Result<SignInUpload, SignInDataError>> {
	const chosen = selected.flatMap((id) => accounts.get(id) ?? []);
	const plan = await planSignInData(table, mapping, { selected: chosen, accounts: accounts.values() }, pace);
	return plan.ok ? ok({ source, table, mapping, plan: plan.value }) : plan;
}

/** The selected accounts that would be left without any password: none in the file, none stored. */
export function withoutPassword(
	selected: readonly AccountId[],
	passwords: ReadonlyMap<AccountId, string>,
	accounts: ReadonlyMap<AccountId, Account>
): AccountId[] {
	return selected.filter((id) => !passwords.has(id) && !accounts.get(id)?.credential);
}
