import type { FileTextError } from '$lib/domain/csv/file-text';
import { m } from '$lib/paraglide/messages';

/** Why a file that was chosen holds no list, and what to do. */
export const fileTextWords: Record<FileTextError['type'], () => string> = {
	Workbook: m.import_fault_workbook,
	NoText: m.import_fault_no_text
};
