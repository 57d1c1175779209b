import type { EditAccountError } from '$lib/commands/edit-accounts';
import { m } from '$lib/paraglide/messages';
import { storageErrorText } from '$lib/words/errors';

/** Why an account was not saved, in words. `field`: it stands at the sign-in name. */
export function editErrorText(error: EditAccountError): {
	readonly text: string;
	readonly atSignInName: boolean;
} {
	switch (error.type) {
		case 'BadSignInName':
			return { text: m.accounts_fault_sign_in_name(), atSignInName: true };
		case 'SignInNameTaken':
			return { text: m.accounts_fault_sign_in_name_taken(), atSignInName: true };
		default:
			return { text: storageErrorText(error), atSignInName: false };
	}
}
