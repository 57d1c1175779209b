/** What a device says of itself. */
export interface DeviceDetails {
	readonly make: string;
	readonly model: string;
	readonly serial: string;
}

/** Compatibility forms can be many characters long. */
const maxComparable = 100;

/**
 * Make, model or serial number as devices are compared by: compatibility forms (Unicode NFKC), capitals, without the
 * spaces and dashes that one label has and the next has not. Empty where nothing is left to compare.
 */
export function comparable(text: string): string {
	return text
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[\s\p{Pd}\p{C}_]/gu, '')
		.slice(0, maxComparable);
}

/** Characters that are taken for one another on a label, by the first of each group. */
const byEye = new Map(
	['0ODQ', '1IL', '2Z', '5S', '6G', '8B'].flatMap(([first = '', ...others]) =>
		others.map((other) => [other, first])
	)
);

/** Whether two makes, models or serial numbers differ in characters alone that are taken for one another by eye. */
export function looksLike(a: string, b: string): boolean {
	const [one, other] = [comparable(a), comparable(b)];
	const seen = (text: string) => text.replace(/./gu, (character) => byEye.get(character) ?? character);
	return one !== other && seen(one) === seen(other);
}

/** Text that a stranger's device sent, safe to show: without control and direction characters, spaces single. */
export function printable(text: string): string {
	return text.replace(/\s+/gu, ' ').replace(/\p{C}/gu, '').trim();
}
