import { shortHash } from './bytes';

/**
 * The workspace id that belongs to a founding public key (uncompressed point): the first 16 bytes of its SHA-256, in
 * hex. So an id vouches for the key, and nobody can found the same workspace twice.
 */
export function workspaceIdOf(rootPublicKey: Uint8Array<ArrayBuffer>): Promise<string> {
	return shortHash(rootPublicKey);
}
