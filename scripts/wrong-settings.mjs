/**
 * Does each of some checks; throws one error with all lines that they threw.
 * @param {readonly (() => unknown)[]} checks
 */
export async function refuseWrong(checks) {
	const wrong = [];
	for (const check of checks) {
		try {
			await check();
		} catch (error) {
			wrong.push(error instanceof Error ? error.message : String(error));
		}
	}
	if (wrong.length > 0) throw new Error([...new Set(wrong)].join('\n'));
}

/**
 * A setting's value, to be shown. An address may hold a name and a password; nobody is to read them in a log.
 * @param {string} value
 */
export function shown(value) {
	return JSON.stringify(value.replace(/\/\/[^/]*@/g, '//…@'));
}
