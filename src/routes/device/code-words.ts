import { m } from '$lib/paraglide/messages';
import type { CodeError } from '$lib/protocol/code';

/** What is wrong with a code that was typed, and how to put it right. */
export function codeErrorWords(error: CodeError): string {
	switch (error.type) {
		case 'CodeTooShort':
			return m.device_enter_missing({ count: error.missing });
		case 'CodeTooLong':
			return m.device_enter_too_long();
		case 'CodeHasForeignSymbol':
			return m.device_enter_foreign({ symbol: error.symbol });
		case 'CodeMistyped':
			return m.device_enter_mistyped();
	}
}
