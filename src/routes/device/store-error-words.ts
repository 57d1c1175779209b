import type { StoreError } from '$lib/device/database';
import { m } from '$lib/paraglide/messages';

/** A thing to know, and what to do about it. */
export interface Words {
	readonly title: string;
	readonly text: string;
}

/** Why a step could not be stored on the phone. */
export function storeErrorWords(error: StoreError): Words {
	return error.type === 'StorageFull'
		? { title: m.device_storage_full(), text: m.device_storage_full_text() }
		: { title: m.device_storage_failed(), text: m.device_storage_failed_text({ detail: error.detail }) };
}
