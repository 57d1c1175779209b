/** How much a button asks for attention. One `primary` a screen. */
export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

/** `sm` is for rows and cards read with a mouse; under a finger every size is at least 44 px tall. */
export type ButtonSize = 'sm' | 'md' | 'lg';

/** Classes shared by everything that looks like a button. */
export const buttonBase =
	'relative inline-flex select-none items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap transition-colors duration-100 aria-disabled:cursor-not-allowed disabled:cursor-not-allowed print:hidden';

/** Classes by variant, including hover, pressed and disabled looks. */
export const buttonClassesByVariant: Record<ButtonVariant, string> = {
	primary:
		'bg-accent text-on-accent hover:bg-accent-hover disabled:bg-hover disabled:text-ink-muted aria-disabled:bg-hover aria-disabled:text-ink-muted',
	secondary:
		'border border-line-strong bg-surface text-ink hover:bg-hover aria-pressed:bg-accent-soft aria-pressed:text-accent-ink disabled:border-line disabled:text-ink-muted disabled:hover:bg-surface aria-disabled:border-line aria-disabled:text-ink-muted aria-disabled:hover:bg-surface',
	quiet:
		'text-ink hover:bg-ink/8 aria-pressed:bg-accent-soft aria-pressed:text-accent-ink disabled:text-ink-muted disabled:hover:bg-transparent aria-disabled:text-ink-muted aria-disabled:hover:bg-transparent',
	danger:
		'bg-danger text-on-danger hover:bg-danger-hover disabled:bg-hover disabled:text-ink-muted aria-disabled:bg-hover aria-disabled:text-ink-muted'
};

/** Height, padding and type of a button with words, by size. */
export const buttonClassesBySize: Record<ButtonSize, string> = {
	sm: 'min-h-11 px-3 text-sm',
	md: 'min-h-11 px-4 text-base',
	lg: 'min-h-13 px-6 text-lg'
};

/** Edge and type of a square button with an icon only, by size. */
export const iconButtonClassesBySize: Record<ButtonSize, string> = {
	sm: 'size-11 text-sm',
	md: 'size-11 text-base',
	lg: 'size-13 text-lg'
};

/** Icon edge in px, by size. */
export const buttonIconSize: Record<ButtonSize, number> = { sm: 16, md: 18, lg: 20 };
