import type { Account, AccountPatch } from '../account';
import type { AccountId } from '../ids';
import { hasRoomLicence } from '../readiness';
import { err, ok, type Result } from '../result';
import type { BadRow, BadRowReason, CellFault, PlanError } from './bad-row';
import { readLicences } from './cells';
import type { Mapping } from './fields';
import { forEachPaced, type Pace } from './pace';
import { accountsBySignInName, mappingFault, readRowName, type RowName } from './row-name';
import { isFault, makeRowReader, type FieldChange, type RowReader } from './row-reader';
import type { Table, TableRow } from './table';

export interface ImportOptions {
	/** Leaves out new accounts whose licences are none of a meeting room's: the people in a user export. */
	readonly onlyWithRoomLicence: boolean;
	/** A row for an account that is not here is a mistake: for lists of expected devices. */
	readonly updateOnly: boolean;
}

export const defaultImportOptions: ImportOptions = Object.freeze({
	onlyWithRoomLicence: false,
	updateOnly: false
});

export interface PlannedCreate {
	readonly line: number;
	readonly patch: AccountPatch;
}

export interface PlannedUpdate {
	readonly line: number;
	readonly patch: AccountPatch;
	readonly changes: readonly FieldChange[];
	/** The account was deleted and is brought back. */
	readonly restores: boolean;
}

export interface UnchangedRow {
	readonly line: number;
	readonly id: AccountId;
}

/** A row left out, and rightly so. */
export interface SkippedRow {
	readonly line: number;
	readonly signInName: string;
	readonly reason:
		| { readonly type: 'NoRoomLicence' }
		/** The file says the same of this account on an earlier line. */
		| { readonly type: 'RepeatedRow'; readonly firstLine: number };
}

/** A row that is read, though something about it may surprise: cells missing at its end count as blank. */
export interface RowNote {
	readonly type: 'ShortRow';
	readonly line: number;
	readonly missing: number;
}

/** What an import would do. Every row of the table is in one of the first five lists. */
export interface ImportPlan {
	readonly creates: readonly PlannedCreate[];
	readonly updates: readonly PlannedUpdate[];
	readonly unchanged: readonly UnchangedRow[];
	readonly bad: readonly BadRow[];
	readonly skipped: readonly SkippedRow[];
	readonly notes: readonly RowNote[];
}

/** What is to be stored when the person says so: new accounts, then changed ones. */
export function planPatches({ creates, updates }: ImportPlan): AccountPatch[] {
	return [...creates, ...updates].map(({ patch }) => patch);
}

/**
 * Says what importing a table would do, and does nothing.
 * @param accounts every account of the workspace, the deleted ones too
 */
export async function planImport(
	table: Table,
	mapping: Mapping,
	accounts: Iterable<Account>,
	options: ImportOptions,
	pace: Pace
): Promise<Result<ImportPlan, PlanError>> {
	const fault = mappingFault(mapping, 'accounts');
	if (fault) return err(fault);
	const planner = new Planner(mapping, table.header.length, [...accounts], options);
	const isDone = await forEachPaced(table.rows, (row) => planner.add(row), pace);
	return isDone ? ok(planner.plan) : err({ type: 'Cancelled' });
}

/** A plan while it grows, row by row. */
class Planner {
	readonly plan = {
		creates: [] as PlannedCreate[],
		updates: [] as PlannedUpdate[],
		unchanged: [] as UnchangedRow[],
		bad: [] as BadRow[],
		skipped: [] as SkippedRow[],
		notes: [] as RowNote[]
	};
	readonly #columns: number;
	readonly #nameColumn: number;
	readonly #licenceColumn: number;
	readonly #readColumns: readonly number[];
	readonly #reader: RowReader;
	readonly #options: ImportOptions;
	readonly #accountByName: ReadonlyMap<AccountId, Account>;
	readonly #ids: ReadonlySet<AccountId>;
	readonly #rowByName = new Map<AccountId, TableRow>();

	constructor(mapping: Mapping, columns: number, accounts: readonly Account[], options: ImportOptions) {
		this.#columns = columns;
		this.#nameColumn = mapping.indexOf('signInName');
		this.#licenceColumn = mapping.indexOf('licences');
		this.#readColumns = mapping.flatMap((field, index) => (field === null ? [] : [index]));
		this.#reader = makeRowReader(mapping);
		this.#options = options;
		this.#accountByName = accountsBySignInName(accounts);
		this.#ids = new Set(accounts.map(({ id }) => id));
	}

	add(row: TableRow): void {
		const { name, fault: namingFault } = readRowName(row, this.#nameColumn, this.#columns);
		if (namingFault) return this.#refuse(row, name, namingFault);

		const first = this.#rowByName.get(name.id);
		if (first) return this.#addAgain(row, name, first);

		const account = this.#accountByName.get(name.id);
		const isHere = account !== undefined && !account.deleted;
		if (!isHere && this.#options.updateOnly) return this.#refuse(row, name, { type: 'UnknownAccount' });
		if (!isHere && this.#options.onlyWithRoomLicence && !this.#hasRoomLicence(row)) {
			// The first row speaks for its account, so that importing again comes to the same.
			this.#rowByName.set(name.id, row);
			return this.#skip(row, name, { type: 'NoRoomLicence' });
		}

		const fault = account ? this.#addUpdate(row, account) : this.#addCreate(row, name);
		if (fault) return this.#refuse(row, name, fault);
		this.#rowByName.set(name.id, row);
		const missing = this.#columns - row.cells.length;
		if (missing > 0) this.plan.notes.push({ type: 'ShortRow', line: row.line, missing });
	}

	#addCreate({ line, cells }: TableRow, { id, written }: RowName): CellFault | undefined {
		const patch = this.#reader.readNew(cells, { id: this.#freeId(id), written });
		if (isFault(patch)) return patch;
		this.plan.creates.push({ line, patch });
		return undefined;
	}

	#addUpdate({ line, cells }: TableRow, account: Account): CellFault | undefined {
		const reading = this.#reader.readOver(cells, account);
		if (isFault(reading)) return reading;
		const { patch, changes } = reading;
		if (account.deleted) {
			// A profile that is written brings a deleted account back.
			const restored = { ...patch, profile: patch.profile ?? account.profile };
			this.plan.updates.push({ line, patch: restored, changes, restores: true });
		} else if (changes.length > 0) this.plan.updates.push({ line, patch, changes, restores: false });
		else this.plan.unchanged.push({ line, id: account.id });
		return undefined;
	}

	#addAgain(row: TableRow, name: RowName, first: TableRow): void {
		const isSame = this.#readColumns.every(
			(column) =>
				column === this.#nameColumn || (row.cells[column] ?? '').trim() === (first.cells[column] ?? '').trim()
		);
		if (isSame) this.#skip(row, name, { type: 'RepeatedRow', firstLine: first.line });
		else this.#refuse(row, name, { type: 'DuplicateInFile', firstLine: first.line });
	}

	#refuse({ line, cells }: TableRow, { written }: RowName, reason: BadRowReason): void {
		this.plan.bad.push({ line, signInName: written, reason, cells });
	}

	#skip({ line }: TableRow, { written }: RowName, reason: SkippedRow['reason']): void {
		this.plan.skipped.push({ line, signInName: written, reason });
	}

	/** Without a column of licences nothing is known, so nobody is left out. */
	#hasRoomLicence({ cells }: TableRow): boolean {
		return this.#licenceColumn === -1 || hasRoomLicence(readLicences(cells[this.#licenceColumn] ?? ''));
	}

	/** The name's own id; where an account that was renamed has it, the first free one after it: `name#2`. */
	#freeId(id: AccountId): AccountId {
		if (!this.#ids.has(id)) return id;
		for (let n = 2; ; n++) {
			const next = `${id}#${n}` as AccountId;
			if (!this.#ids.has(next)) return next;
		}
	}
}
