import type { Account } from '$lib/domain/account';
import { encodeText } from '$lib/domain/csv/encoding';
import { exportAccounts } from '$lib/domain/csv/export-accounts';
import { download } from '$lib/ui/download';

/** Hands out accounts as a CSV file that Excel opens, without passwords. */
export function downloadAccounts(accounts: Iterable<Account>, now = new Date()): void {
	download(datedName('resource-accounts', now), csvFile(exportAccounts(accounts)));
}

/** CSV text as a file, with the byte order mark that Excel needs. */
export function csvFile(text: string): Blob {
	return new Blob([encodeText(text)], { type: 'text/csv;charset=utf-8' });
}

/** A file name with the day in it, by the reader's calendar: `resource-accounts-2026-05-04.csv`. */
export function datedName(name: string, now: Date): string {
	const two = (value: number) => String(value).padStart(2, '0');
	return `${name}-${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}.csv`;
}
