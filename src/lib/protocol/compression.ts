/** Raw DEFLATE (RFC 1951) by the platform's own streams. */
const format = 'deflate-raw';

/** Bytes made smaller. */
export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
	return (await transformed(new CompressionStream(format), bytes, Infinity))!;
}

/** The bytes that were made smaller; `null` for anything damaged, and for more than `max` bytes. */
export async function inflate(
	bytes: Uint8Array<ArrayBuffer>,
	max: number
): Promise<Uint8Array<ArrayBuffer> | null> {
	try {
		return await transformed(new DecompressionStream(format), bytes, max);
	} catch {
		return null;
	}
}

async function transformed(
	stream: CompressionStream | DecompressionStream,
	bytes: Uint8Array<ArrayBuffer>,
	max: number
): Promise<Uint8Array<ArrayBuffer> | null> {
	const writer = stream.writable.getWriter();
	const written = writer.write(bytes).then(() => writer.close());
	// A fault shows on the reading side as well, which is the one that is waited for.
	written.catch(() => undefined);
	const chunks: Uint8Array[] = [];
	let length = 0;
	const reader = stream.readable.getReader();
	for (let read = await reader.read(); !read.done; read = await reader.read()) {
		length += read.value.length;
		if (length > max) {
			await reader.cancel();
			return null;
		}
		chunks.push(read.value);
	}
	const whole = new Uint8Array(length);
	let at = 0;
	for (const chunk of chunks) {
		whole.set(chunk, at);
		at += chunk.length;
	}
	return whole;
}
