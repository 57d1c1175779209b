import { err, ok, type Result } from '$lib/domain/result';
import type { ApprovalRef } from '$lib/journal/approvals';
import type { AppendError, Workspace } from '$lib/journal/workspace.svelte';
import { readQrText } from '$lib/protocol/qr-text';
import { receiveReceipt, type ReceivedReceipt } from './receive-receipt';
import { receiveRequest } from './receive-request';
import { refusalOf, type ScanRefusal } from './scan-refusal';

/** What the admin's camera saw. `isNew` is false where it was scanned before: nothing was added then. */
export type ReceivedScan =
	| { readonly type: 'request'; readonly ref: ApprovalRef; readonly isNew: boolean }
	| ({ readonly type: 'receipt' } & ReceivedReceipt);

/** Takes what was scanned, pasted or typed: a device's request, or its word that it has signed in. */
export async function receiveScan(
	workspace: Workspace,
	text: string
): Promise<Result<ReceivedScan, ScanRefusal | AppendError>> {
	const scanned = readQrText(text.trim());
	if (!('envelope' in scanned)) return err(refusalOf(scanned, text));
	switch (scanned.type) {
		case 'request': {
			const received = await receiveRequest(workspace, scanned.envelope);
			return received.ok ? ok({ type: 'request', ...received.value }) : received;
		}
		case 'receipt': {
			const received = await receiveReceipt(workspace, scanned.envelope);
			return received.ok ? ok({ type: 'receipt', ...received.value }) : received;
		}
		case 'decision':
			return err({ type: 'DecisionInstead' });
		case 'invite':
			return err({ type: 'InviteInstead' });
	}
}
