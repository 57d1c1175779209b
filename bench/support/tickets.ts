import { bytesToBase64 } from '../../src/lib/protocol/bytes';
import { newCode, TestDevice, type TestMember, ticketFor } from '../../src/hub/testing/people';
import type { Call } from './callers';

/** So many devices in front of rooms whose tickets the hub knows. */
export async function devicesOf(member: TestMember, count: number): Promise<TestDevice[]> {
	const codes = Array.from({ length: count }, newCode);
	for (let i = 0; i < count; i += 1_000) {
		const operations = await Promise.all(codes.slice(i, i + 1_000).map((code) => ticketFor(code)));
		const pushed = await member.push([], operations);
		if (!pushed.ok) throw new Error(`the tickets were not taken: ${pushed.status}`);
	}
	return Promise.all(codes.map((code) => TestDevice.make(member.fetch, code)));
}

/** A device's claim, ready to be sent. */
export function claimCallOf({ ticketId, sealed, serialTag, headers }: TestDevice): Call {
	const body = JSON.stringify({ request: bytesToBase64(sealed), serialTag });
	return {
		method: 'POST',
		path: `/v1/tickets/${ticketId}/claim`,
		headers: { ...headers, 'Content-Type': 'application/json', 'Content-Length': String(body.length) },
		body
	};
}
