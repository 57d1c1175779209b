/** Puts the focus on the first field of a form that has something wrong with it. */
export function focusFirstFault(form: HTMLElement): void {
	form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
}
