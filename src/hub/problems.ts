import { problems, type ProblemDocument, type ProblemName } from '$lib/protocol/hub/problem';

/** Ends a request with a problem document (RFC 9457). */
export class Problem extends Error {
	override readonly name = 'Problem';

	/**
	 * @param detail what happened, and what to do next
	 * @param more further members of the document
	 * @param retryAfter seconds
	 */
	constructor(
		readonly problem: ProblemName,
		readonly detail: string,
		readonly more: { readonly now?: number; readonly at?: number } = {},
		readonly retryAfter?: number
	) {
		super(problem);
	}

	toResponse(): Response {
		const { status, title } = problems[this.problem];
		const document: ProblemDocument = {
			type: `/problems/${this.problem}`,
			title,
			status,
			detail: this.detail,
			...this.more
		};
		const headers = new Headers({ 'Content-Type': 'application/problem+json' });
		if (this.retryAfter !== undefined) headers.set('Retry-After', String(this.retryAfter));
		return new Response(JSON.stringify(document), { status, headers });
	}
}
