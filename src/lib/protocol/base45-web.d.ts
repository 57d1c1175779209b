declare module 'base45-web' {
	export function encode(bytes: Uint8Array): string;
	/** Values may exceed a byte: base45 text that nobody encoded. */
	export function decode(text: string): number[];
}
