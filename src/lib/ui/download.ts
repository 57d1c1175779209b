/**
 * Hands `content` to the browser as a file called `name`.
 * Text is written as UTF-8, without a byte order mark unless the text begins with one.
 */
export function download(name: string, content: Blob | string, type = 'text/plain;charset=utf-8'): void {
	const blob = typeof content === 'string' ? new Blob([content], { type }) : content;
	const url = URL.createObjectURL(blob);
	const anchor = document.createElement('a');
	anchor.href = url;
	anchor.download = name;
	document.body.append(anchor);
	anchor.click();
	anchor.remove();
	// Safari reads the address after the click has returned.
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
