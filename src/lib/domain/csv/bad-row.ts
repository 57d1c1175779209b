import type { FieldId } from './fields';
import type { TableRow } from './table';

/** What is wrong with how a row names its account. */
export type NamingFault =
	| { readonly type: 'MissingSignInName' }
	| { readonly type: 'BadSignInName'; readonly value: string }
	/** The file already had this account, saying something else. */
	| { readonly type: 'DuplicateInFile'; readonly firstLine: number }
	| { readonly type: 'UnknownAccount' }
	/** The row ends before the column with the sign-in name. */
	| { readonly type: 'RowTooShort'; readonly expected: number; readonly found: number }
	/** The row has more filled cells than there are columns: a quote or a delimiter is amiss. */
	| { readonly type: 'RowTooLong'; readonly expected: number; readonly found: number };

/** What is wrong with one cell. */
export type CellFault =
	| { readonly type: 'TooLong'; readonly field: FieldId; readonly max: number }
	| { readonly type: 'BadBoolean'; readonly field: FieldId; readonly value: string }
	| { readonly type: 'BadTimeZone'; readonly value: string };

export type BadRowReason = NamingFault | CellFault;

/** A row that is not taken, with its cells as they stand in the file. */
export interface BadRow<Reason = BadRowReason> extends TableRow {
	/** As written, trimmed; empty where there is none. */
	readonly signInName: string;
	readonly reason: Reason;
}

/** Why a table as a whole cannot be planned. */
export type PlanError =
	| { readonly type: 'Cancelled' }
	| { readonly type: 'MissingField'; readonly field: FieldId }
	| { readonly type: 'DoubledField'; readonly field: FieldId };
