import { accountIdFor, isSignInName, type Account } from '../account';
import type { AccountId } from '../ids';
import type { NamingFault, PlanError } from './bad-row';
import { readText } from './cells';
import { doubledFields, missingFields, type ImportPurpose, type Mapping } from './fields';
import type { TableRow } from './table';

/** The sign-in name of a row: as written, trimmed, and the id a new account of that name gets. */
export interface RowName {
	readonly written: string;
	readonly id: AccountId;
}

/** Whether the columns can be read at all. */
export function mappingFault(mapping: Mapping, purpose: ImportPurpose): PlanError | undefined {
	const [missing] = missingFields(mapping, purpose);
	if (missing) return { type: 'MissingField', field: missing };
	const [doubled] = doubledFields(mapping);
	if (doubled) return { type: 'DoubledField', field: doubled };
	return undefined;
}

/**
 * The account a row names, or what is wrong with the row's form.
 * @param column the column of the sign-in name
 * @param columns how many columns the table has
 */
export function readRowName(
	{ cells }: TableRow,
	column: number,
	columns: number
): { readonly name: RowName; readonly fault?: NamingFault } {
	const written = readText(cells[column] ?? '');
	const name = { written, id: accountIdFor(written) };
	const found = cells.length;
	if (cells.slice(columns).some((cell) => cell.trim() !== ''))
		return { name, fault: { type: 'RowTooLong', expected: columns, found } };
	if (column >= found) return { name, fault: { type: 'RowTooShort', expected: columns, found } };
	if (written === '') return { name, fault: { type: 'MissingSignInName' } };
	if (!isSignInName(written)) return { name, fault: { type: 'BadSignInName', value: written } };
	return { name };
}

/**
 * Accounts by their current sign-in name, as the id a new account of that name would get. Where a deleted account
 * shares a name, the other one is meant.
 */
export function accountsBySignInName(accounts: Iterable<Account>): Map<AccountId, Account> {
	const byName = new Map<AccountId, Account>();
	for (const account of accounts) {
		const { signInName } = account.profile;
		const name = signInName === account.id ? account.id : accountIdFor(signInName);
		const known = byName.get(name);
		if (!known || isMeantBefore(account, known)) byName.set(name, account);
	}
	return byName;
}

/** The one not deleted; of two alike the lesser id, so that the order of accounts does not matter. */
function isMeantBefore(a: Account, b: Account): boolean {
	return a.deleted === b.deleted ? a.id < b.id : b.deleted;
}
