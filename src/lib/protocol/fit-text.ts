const encoder = new TextEncoder();
const ellipsis = '…';

/**
 * Text for a person, in at most so many bytes of UTF-8: the whole, or its beginning and an ellipsis. It keeps an
 * envelope's QR small where somebody wrote a lot, or in a script that takes three bytes a character.
 * @param maxBytes at least the three of the ellipsis
 */
export function fitText(text: string, maxBytes: number): string {
	if (encoder.encode(text).length <= maxBytes) return text;
	const { read } = encoder.encodeInto(text, new Uint8Array(maxBytes - encoder.encode(ellipsis).length));
	return text.slice(0, read).trimEnd() + ellipsis;
}
