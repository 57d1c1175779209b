import type { StorageError } from '$lib/journal/database';
import type { DraftError } from '$lib/journal/entry';
import { m } from '$lib/paraglide/messages';

/** What every command can answer when it could not store: what happened, what was kept, what to do. */
export function storageErrorText(error: StorageError | DraftError | { readonly type: 'Cancelled' }): string {
	switch (error.type) {
		case 'StorageFull':
			return m.error_storage_full();
		case 'StorageFailed':
			return m.error_storage_failed({ detail: error.detail });
		case 'EntryMalformed':
			return m.error_entry_malformed({ where: [error.kind, error.field].filter(Boolean).join(', ') });
		case 'EntryTooLarge':
			return m.error_entry_too_large();
		case 'Cancelled':
			return m.error_cancelled();
	}
}
