/** A yes-or-no question. `action` is the verb on the button that says yes, e.g. `Revoke 12 OTPs`. */
export interface Question {
	title: string;
	body: string;
	action: string;
	/** Words of the button that says no; *Cancel* unless given. */
	cancel?: string;
	tone?: 'primary' | 'danger';
}

/** A question on the screen and how it is answered. */
export interface PendingQuestion extends Question {
	answer: (yes: boolean) => void;
}

let pending = $state.raw<PendingQuestion>();

/** The question to show, for ConfirmHost. */
export function pendingQuestion(): PendingQuestion | undefined {
	return pending;
}

/** Asks, and gives true for yes. A question that is still open is answered no by the next one. Needs one `<ConfirmHost/>`. */
export function confirm(question: Question): Promise<boolean> {
	pending?.answer(false);
	return new Promise((resolve) => {
		pending = {
			...question,
			answer(yes) {
				pending = undefined;
				resolve(yes);
			}
		};
	});
}
