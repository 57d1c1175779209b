/** Tells what is new in view, so that a code held before the camera is reported once. */
export interface Once {
	/** Of the codes in one picture the first that is not known to be in view; the known ones are kept. */
	next(texts: readonly string[]): string | undefined;
	/** Forgets what is in view: after a pause, the same code counts again. */
	forget(): void;
}

/** A memory of what was reported, until another code was seen. */
export function once(): Once {
	let known: ReadonlySet<string> = new Set();
	return {
		next(texts) {
			const text = texts.find((candidate) => !known.has(candidate));
			if (text !== undefined) known = new Set([text, ...texts.filter((other) => known.has(other))]);
			return text;
		},
		forget() {
			known = new Set();
		}
	};
}
