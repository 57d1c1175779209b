/** What a colour says. The same five everywhere: badges, dots, callouts. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** Classes of a tinted patch and its text, by tone; both themes reach AA. */
export const softClassesByTone: Record<Tone, string> = {
	neutral: 'bg-sunken text-ink-muted',
	info: 'bg-info-soft text-info-ink',
	success: 'bg-success-soft text-success-ink',
	warning: 'bg-warning-soft text-warning-ink',
	danger: 'bg-danger-soft text-danger-ink'
};

/** Class of the plain colour as text (icons, dots), by tone. */
export const solidClassByTone: Record<Tone, string> = {
	neutral: 'text-line-strong',
	info: 'text-info',
	success: 'text-success',
	warning: 'text-warning',
	danger: 'text-danger'
};
