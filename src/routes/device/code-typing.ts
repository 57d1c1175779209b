import { formatCode } from '$lib/protocol/code';

/** A code as it is being typed: capitals, in groups of four. Foreign characters stay, so that they can be named. */
export function groupedCode(typed: string): string {
	return formatCode(typed.toUpperCase().replace(/[\s\p{Pd}_.]/gu, ''));
}
