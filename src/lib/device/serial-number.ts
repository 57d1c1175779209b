/**
 * The serial number in what a label's barcode says. Most say nothing else; some put `S/N:` before it, list it among other
 * lines, or link to the maker's site with the serial number in the address.
 */
export function serialNumberFrom(text: string): string {
	const lines = text.split(/[\r\n;,|]+/).map((line) => line.trim());
	for (const line of lines) {
		const named = /^(?:s\/?n|serial(?:\s*(?:no|number|nr))?)\s*[.:#=]+\s*(\S.*)$/i.exec(line);
		if (named) return named[1]!.trim();
	}
	return serialInAddress(text.trim()) ?? text.trim();
}

function serialInAddress(text: string): string | undefined {
	if (!URL.canParse(text)) return undefined;
	for (const [name, value] of new URL(text).searchParams)
		if (/^(sn|serial(number|no)?)$/i.test(name) && value !== '') return value;
	return undefined;
}
