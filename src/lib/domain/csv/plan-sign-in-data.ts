import type { Account } from '../account';
import type { AccountId } from '../ids';
import { err, ok, type Result } from '../result';
import type { BadRow, NamingFault, PlanError } from './bad-row';
import { maxLengths, readPassword } from './cells';
import type { Mapping } from './fields';
import { forEachPaced, type Pace } from './pace';
import { accountsBySignInName, mappingFault, readRowName } from './row-name';
import type { Table } from './table';

export type SignInRowReason =
	| NamingFault
	| { readonly type: 'EmptyPassword' }
	| { readonly type: 'TooLong'; readonly field: 'password'; readonly max: number }
	/** The account is here, but was not selected for this run. */
	| { readonly type: 'NotSelected' };

/** A row whose password is not taken. Its cells may hold the password. */
export type SignInBadRow = BadRow<SignInRowReason>;

/** What uploaded sign-in data would do. */
export interface SignInDataPlan {
	readonly passwords: ReadonlyMap<AccountId, string>;
	/** Selected accounts the file has no password for, in the order of the selection. */
	readonly without: readonly AccountId[];
	readonly bad: readonly SignInBadRow[];
	/** Lines that say the same again. */
	readonly repeated: readonly { readonly line: number; readonly firstLine: number }[];
}

/**
 * Says which passwords a table holds for the selected accounts.
 * @param accounts every account of the workspace, so that a stranger can be told from one not selected
 */
export async function planSignInData(
	table: Table,
	mapping: Mapping,
	{ selected, accounts }: { readonly selected: Iterable<Account>; readonly accounts: Iterable<Account> },
	pace: Pace
): Promise<Result<SignInDataPlan, PlanError>> {
	const fault = mappingFault(mapping, 'sign-in-data');
	if (fault) return err(fault);

	const nameColumn = mapping.indexOf('signInName');
	const passwordColumn = mapping.indexOf('password');
	const accountByName = accountsBySignInName(accounts);
	const selectedIds = new Set(Array.from(selected, ({ id }) => id));
	const passwords = new Map<AccountId, string>();
	const lineById = new Map<AccountId, number>();
	const bad: SignInBadRow[] = [];
	const repeated: { line: number; firstLine: number }[] = [];

	const isDone = await forEachPaced(
		table.rows,
		(row) => {
			const { line, cells } = row;
			const { name, fault } = readRowName(row, nameColumn, table.header.length);
			const refuse = (reason: SignInRowReason) =>
				void bad.push({ line, signInName: name.written, reason, cells });
			if (fault) return refuse(fault);

			const account = accountByName.get(name.id);
			if (!account || account.deleted) return refuse({ type: 'UnknownAccount' });
			if (!selectedIds.has(account.id)) return refuse({ type: 'NotSelected' });

			const password = readPassword(cells[passwordColumn] ?? '');
			if (password.trim() === '') return refuse({ type: 'EmptyPassword' });
			if (password.length > maxLengths.password)
				return refuse({ type: 'TooLong', field: 'password', max: maxLengths.password });

			const firstLine = lineById.get(account.id);
			if (firstLine === undefined) {
				passwords.set(account.id, password);
				lineById.set(account.id, line);
			} else if (passwords.get(account.id) === password) repeated.push({ line, firstLine });
			else refuse({ type: 'DuplicateInFile', firstLine });
		},
		pace
	);
	if (!isDone) return err({ type: 'Cancelled' });
	return ok({ passwords, without: [...selectedIds].filter((id) => !passwords.has(id)), bad, repeated });
}
