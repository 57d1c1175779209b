import type { Notice } from '$lib/domain/waiting-notice';
import type { Approval } from '$lib/journal/approvals';
import type { WorkspaceState } from '$lib/journal/state';
import { m } from '$lib/paraglide/messages';
import { number } from '$lib/ui/format';
import { deviceLine, roomName } from '../approvals/warning-words';

/** What a notification says. It may stand on a lock screen: no secret is in it, and of a locked workspace no name. */
export function noticeWords(
	notice: Notice,
	find: (key: string) => { readonly state: WorkspaceState; readonly approval: Approval }
): { readonly title: string; readonly body: string } {
	switch (notice.type) {
		case 'one': {
			const { state, approval } = find(notice.key);
			const name = roomName(state, approval.otp.account);
			return { title: m.notice_one({ name }), body: deviceLine(approval.request) };
		}
		case 'several':
			return { title: several(notice.count), body: m.notice_several_body() };
		case 'locked':
			return {
				title: notice.count === 1 ? m.notice_locked_one() : several(notice.count),
				body: m.notice_locked_body()
			};
	}
}

function several(count: number): string {
	return m.notice_several({ count, shown: number(count) });
}
