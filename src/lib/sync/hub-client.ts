import { err, ok, type Result } from '$lib/domain/result';
import { parseProblem, type ProblemName } from '$lib/protocol/hub/problem';
import { signRequest } from '$lib/protocol/hub/signed-request';
import type { TabletKey } from './hub-state';

/** Why a hub did not do what it was asked. */
export type HubError =
	/** No answer: no network, a hub that is down, or too slow. */
	| { readonly type: 'Unreachable' }
	/** An answer that no hub gives: a static host's page, a hotel's sign-in page. */
	| { readonly type: 'NoHub'; readonly status: number }
	/** It cannot at the moment; `retryAfter` in ms, 0 where it did not say. */
	| { readonly type: 'Busy'; readonly retryAfter: number }
	/** It will not. */
	| { readonly type: 'Refused'; readonly problem: ProblemName; readonly detail: string };
export type HubErrorType =
	Exclude<HubError, { type: 'Refused' }>['type'] | Extract<HubError, { type: 'Refused' }>['problem'];

/** An error by one word, as it is kept and shown. */
export function hubErrorType(error: HubError): HubErrorType {
	return error.type === 'Refused' ? error.problem : error.type;
}

/** What a client works with. */
export interface HubPorts {
	/** The hub's address, without a slash at the end; see hub-address. */
	readonly address: string;
	readonly fetch: (request: Request) => Promise<Response>;
	/** Ms since 1970, by this tablet's clock. */
	readonly now: () => number;
}

export interface HubRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Below the hub's address, with its query. */
	readonly target: string;
	readonly body?: Uint8Array<ArrayBuffer>;
	readonly bodyType?: 'application/json' | 'application/cbor';
	/** In place of the tablet's signature. */
	readonly authorization?: string;
	/** The media type of the answer; what comes as something else is `NoHub`. `null` for an answer without content. */
	readonly answerType: 'application/json' | 'application/cbor' | 'text/event-stream' | null;
	/** Until the answer begins, and for each wait in it, in ms. */
	readonly timeout?: number;
	readonly signal?: AbortSignal;
}

/** Generous: 4 MB over a bad line. */
const usualTimeout = 120_000;
const noBody = new Uint8Array(0);
/** Bytes. From here on Chromium sends a blob in half the time of an array (4 ms instead of 9 for 240 kB). */
const worthABlob = 64 * 1024;
const noContent = 204;

/** Speaks to a hub for one tablet. Each request is signed, where there is a tablet. */
export class HubClient {
	readonly #ports: HubPorts;
	readonly #tablet: TabletKey | null;
	#clockOffset: number;

	/** @param clockOffset the hub's clock less the tablet's, in ms, as it was known before */
	constructor(ports: HubPorts, tablet: TabletKey | null, clockOffset = 0) {
		this.#ports = ports;
		this.#tablet = tablet;
		this.#clockOffset = clockOffset;
	}

	/** The hub's clock less the tablet's, in ms, as far as a refusal has told. */
	get clockOffset(): number {
		return this.#clockOffset;
	}

	/** Asks and reads the whole answer. */
	async ask(request: HubRequest): Promise<Result<Uint8Array<ArrayBuffer>, HubError>> {
		const { timeout = usualTimeout } = request;
		const patience = new Patience(timeout, request.signal);
		try {
			const answer = await this.#open(request, patience);
			return answer.ok ? ok(new Uint8Array(await answer.value.arrayBuffer())) : answer;
		} catch {
			return err({ type: 'Unreachable' });
		} finally {
			patience.end();
		}
	}

	/** Asks, and reads the answer as JSON: `undefined` where it is empty. */
	async askJson(request: HubRequest): Promise<Result<unknown, HubError>> {
		const answer = await this.ask(request);
		if (!answer.ok) return answer;
		try {
			return ok(JSON.parse(new TextDecoder().decode(answer.value)));
		} catch {
			return err({ type: 'NoHub', status: 200 });
		}
	}

	/**
	 * Asks, and hands out the answer as it comes.
	 * @param onchunk called for each piece; the timeout begins anew with each
	 * @returns when the answer ends: why, or `Unreachable` where it broke off
	 */
	async follow(request: HubRequest, onchunk: (chunk: Uint8Array) => void): Promise<HubError> {
		const { timeout = usualTimeout } = request;
		const patience = new Patience(timeout, request.signal);
		try {
			const answer = await this.#open(request, patience);
			if (!answer.ok) return answer.error;
			const reader = answer.value.body?.getReader();
			for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
				patience.renew();
				onchunk(read.value);
			}
		} catch {
			// Broken off.
		} finally {
			patience.end();
		}
		return { type: 'Unreachable' };
	}

	/** Asks, and again with the hub's time where ours is off. Rejects where there is no answer. */
	async #open(request: HubRequest, patience: Patience): Promise<Result<Response, HubError>> {
		const first = await this.#send(request, patience);
		if (first.ok || first.error.type !== 'Refused' || first.error.problem !== 'clock-off') return first;
		return this.#send(request, patience);
	}

	async #send(
		{ method, target, body = noBody, bodyType, authorization, answerType }: HubRequest,
		patience: Patience
	): Promise<Result<Response, HubError>> {
		const { address, fetch, now } = this.#ports;
		const headers = new Headers({ Accept: [answerType, 'application/problem+json'].filter(Boolean).join() });
		if (bodyType) headers.set('Content-Type', bodyType);
		if (authorization !== undefined) headers.set('Authorization', authorization);
		else if (this.#tablet) {
			const { id, signingKey } = this.#tablet;
			const toSign = { method, target, body };
			const time = Math.round(now() + this.#clockOffset);
			headers.set('Authorization', await signRequest(signingKey, id, toSign, time));
		}
		const response = await fetch(
			new Request(address + target, {
				method,
				headers,
				body: bodyOf(body),
				cache: 'no-store',
				credentials: 'omit',
				redirect: 'error',
				signal: patience.signal
			})
		);
		const type = mediaTypeOf(response);
		const isMeant = answerType === null ? response.status === noContent : type === answerType;
		if (response.ok && isMeant) return ok(response);
		const error = await errorOf(response, type);
		if (error.error.type === 'Refused' && error.hubNow !== undefined)
			this.#clockOffset = error.hubNow - now();
		return err(error.error);
	}
}

function bodyOf(bytes: Uint8Array<ArrayBuffer>): BodyInit | undefined {
	if (bytes.length === 0) return undefined;
	return bytes.length < worthABlob ? bytes : new Blob([bytes]);
}

function mediaTypeOf({ headers }: Response): string {
	return (headers.get('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase();
}

async function errorOf(
	response: Response,
	type: string
): Promise<{ readonly error: HubError; readonly hubNow?: number }> {
	const { status, headers } = response;
	const retryAfter = 1_000 * Math.max(0, Number(headers.get('Retry-After')) || 0);
	const problem = type === 'application/problem+json' ? parseProblem(await jsonOf(response)) : null;
	if (!problem) {
		if (!response.bodyUsed) await response.body?.cancel();
		// What a proxy says in front of a hub that is away.
		const isAway = status === 429 || status === 502 || status === 503 || status === 504;
		return { error: isAway ? { type: 'Busy', retryAfter } : { type: 'NoHub', status } };
	}
	const { name, detail, now } = problem;
	if (isPassing.has(name)) return { error: { type: 'Busy', retryAfter } };
	return { error: { type: 'Refused', problem: name, detail }, hubNow: now };
}

/** Problems that are gone after a while. */
const isPassing = new Set<ProblemName>(['too-many', 'internal', 'unavailable']);

async function jsonOf(response: Response): Promise<unknown> {
	try {
		return await response.json();
	} catch {
		return null;
	}
}

/** Ends a request that takes too long, or that nobody wants any more. */
class Patience {
	readonly #controller = new AbortController();
	readonly #ms: number;
	readonly #outer: AbortSignal | undefined;
	readonly #abort = () => this.#controller.abort();
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(ms: number, outer: AbortSignal | undefined) {
		this.#ms = ms;
		this.#outer = outer;
		if (outer?.aborted) this.#abort();
		outer?.addEventListener('abort', this.#abort);
		this.renew();
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	renew(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(this.#abort, this.#ms);
	}

	end(): void {
		clearTimeout(this.#timer);
		this.#outer?.removeEventListener('abort', this.#abort);
	}
}
