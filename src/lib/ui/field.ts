/** What every field takes, beside its value. */
export interface FieldProps {
	label: string;
	hint?: string;
	/** What is wrong, and how to put it right; read out when it appears. */
	error?: string | null;
	required?: boolean;
	/** Says so beside the label. Fields are taken as needed unless they say otherwise. */
	optional?: boolean;
	disabled?: boolean;
	id?: string;
	name?: string;
	/** The label is read out and not shown, where the surroundings make it plain. */
	hideLabel?: boolean;
	class?: string;
}

/** What a control inside a field needs for its wiring. */
export interface FieldControl {
	id: string;
	'aria-describedby': string | undefined;
	'aria-invalid': true | undefined;
}

/** Ids of the notes under a control, for its `aria-describedby`. */
export function notesOf(id: string, hint?: string, error?: string | null): string | undefined {
	return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
}
