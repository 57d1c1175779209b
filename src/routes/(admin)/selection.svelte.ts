import type { AccountId } from '$lib/domain/ids';

/**
 * The accounts a person has ticked. Shared by the pages of Planning, so that a selection survives filtering and goes
 * along to the wizard and the sheets.
 */
class Selection {
	accounts = $state.raw<ReadonlySet<AccountId>>(new Set());
}

export const selection = new Selection();
