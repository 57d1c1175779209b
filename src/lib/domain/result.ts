/** What a fallible operation gives back: exceptions are for bugs, these are for people. */
export type Result<T, E> =
	{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** The value of an operation that went well. */
export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

/** The reason an operation did not go well: an object with a `type` that names it. */
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });
