/**
 * Why something failed, in words: its message and, in lines of their own, the causes that say more.
 * @param {unknown} error
 */
export function reasonsOf(error) {
	/** @type {string[]} */
	const lines = [];
	for (let reason = error; reason !== undefined; reason = causeOf(reason)) {
		const line = messageOf(reason);
		if (line && !lines.some((said) => said.includes(line))) lines.push(line);
	}
	return lines.join('\n  because: ');
}

/** @param {unknown} error */
function causeOf(error) {
	return error instanceof Error ? error.cause : undefined;
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function messageOf(error) {
	// Several addresses of one host were tried; such an error has no message of its own.
	if (error instanceof AggregateError && !error.message)
		return [...new Set(error.errors.map(messageOf))].join('; ');
	return error instanceof Error ? error.message : String(error);
}
