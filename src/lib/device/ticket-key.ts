import type { Code } from '$lib/protocol/code';
import { claimKeysOf } from '$lib/protocol/code-keys';
import { ticketAuthorization } from '$lib/protocol/hub/ticket';
import type { AtHub } from './at-hub';

/** The header that opens a code's ticket for this phone; `null` where the phone has not chosen yet how to be known there. */
export async function authorizationOf(code: Code, { device }: Pick<AtHub, 'device'>): Promise<string | null> {
	if (device === null) return null;
	const { claimToken } = await claimKeysOf(code);
	return ticketAuthorization({ claimToken, device });
}
