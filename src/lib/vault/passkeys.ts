import { err, ok, type Result } from '$lib/domain/result';
import { bytesToBase64, randomBytes } from '$lib/protocol/bytes';

/**
 * Passkeys that give a secret: WebAuthn's PRF extension (https://w3c.github.io/webauthn/#prf-extension). The
 * secret is the passkey's answer to one fixed input, 32 bytes, and never leaves the tablet it was asked on.
 *
 * `age-encryption` has a recipient of its own for this; it asks with an input that differs from file to file, so with
 * several passkeys it would have to know beforehand which one the person has at hand. With one input the browser
 * asks once and any of them answers.
 */
export interface Passkeys {
	/** Whether adding one is worth offering. It may still turn out that the chosen one gives no secret. */
	available(): Promise<boolean>;
	/** Makes a passkey; asks the person once or, where the platform gives no secret on creation, twice. */
	create(
		name: string,
		existing: readonly KnownPasskey[]
	): Promise<Result<PasskeyAnswer & KnownPasskey, PasskeyError | { readonly type: 'PasskeyExists' }>>;
	/** Asks for any one of the known passkeys. */
	ask(known: readonly KnownPasskey[]): Promise<Result<PasskeyAnswer, PasskeyError>>;
	/** Tells the platform, where it listens, that a passkey is of no more use. */
	forget(credential: string): Promise<void>;
}

export interface KnownPasskey {
	/** Credential id, base64url. */
	readonly credential: string;
	/** How the browser reaches it, e.g. `internal`, `hybrid`, `usb`. */
	readonly transports: readonly string[];
}

export interface PasskeyAnswer {
	readonly credential: string;
	/** 32 secret bytes in base64. */
	readonly secret: string;
}

/** `PasskeyCancelled`: the person said no, or the time ran out; browsers do not tell which. */
export type PasskeyError = { readonly type: 'PasskeyUnavailable' } | { readonly type: 'PasskeyCancelled' };

const prfInput = new TextEncoder().encode('roompass/1 vault');
const prf = { eval: { first: prfInput } };
/** ES256, EdDSA, RS256: what authenticators have. Nothing is ever signed with it. */
const publicKeyAlgorithms = [-7, -8, -257].map((alg) => ({ type: 'public-key' as const, alg }));

/** The browser's passkeys. */
export const browserPasskeys: Passkeys = {
	async available() {
		if (typeof PublicKeyCredential === 'undefined') return false;
		const capabilities = await PublicKeyCredential.getClientCapabilities?.();
		return capabilities?.['extension:prf'] !== false;
	},

	async create(name, existing) {
		const created = await asked(() =>
			navigator.credentials.create({
				publicKey: {
					rp: { name: 'Roompass' },
					user: { id: randomBytes(16), name, displayName: name },
					challenge: randomBytes(32),
					pubKeyCredParams: publicKeyAlgorithms,
					authenticatorSelection: {
						residentKey: 'required',
						requireResidentKey: true,
						userVerification: 'required'
					},
					excludeCredentials: descriptors(existing),
					extensions: { prf }
				}
			})
		);
		if (!created.ok) return created;
		const credential = created.value.id;
		const transports = (created.value.response as AuthenticatorAttestationResponse).getTransports?.() ?? [];
		const secret = secretOf(created.value);
		if (secret !== null) return ok({ credential, transports, secret });
		const answer = created.value.getClientExtensionResults().prf?.enabled
			? await browserPasskeys.ask([{ credential, transports }])
			: err({ type: 'PasskeyUnavailable' } as const);
		if (answer.ok) return ok({ ...answer.value, transports });
		await browserPasskeys.forget(credential);
		return answer;
	},

	async ask(known) {
		const answer = await asked(() =>
			navigator.credentials.get({
				publicKey: {
					challenge: randomBytes(32),
					allowCredentials: descriptors(known),
					userVerification: 'required',
					extensions: { prf }
				}
			})
		);
		if (!answer.ok)
			return answer.error.type === 'PasskeyExists' ? err({ type: 'PasskeyUnavailable' }) : err(answer.error);
		const secret = secretOf(answer.value);
		return secret === null
			? err({ type: 'PasskeyUnavailable' })
			: ok({ credential: answer.value.id, secret });
	},

	async forget(credential) {
		if (typeof PublicKeyCredential === 'undefined') return;
		try {
			await PublicKeyCredential.signalUnknownCredential?.({
				rpId: location.hostname,
				credentialId: credential
			});
		} catch {
			// A courtesy to the person's list of passkeys; the vault does not depend on it.
		}
	}
};

/** Runs a WebAuthn call and names what went wrong. */
async function asked(
	ask: () => Promise<Credential | null>
): Promise<Result<PublicKeyCredential, PasskeyError | { readonly type: 'PasskeyExists' }>> {
	if (typeof PublicKeyCredential === 'undefined') return err({ type: 'PasskeyUnavailable' });
	try {
		const credential = await ask();
		return credential instanceof PublicKeyCredential ? ok(credential) : err({ type: 'PasskeyUnavailable' });
	} catch (thrown) {
		if (!(thrown instanceof DOMException)) throw thrown;
		if (thrown.name === 'NotAllowedError' || thrown.name === 'AbortError')
			return err({ type: 'PasskeyCancelled' });
		if (thrown.name === 'InvalidStateError') return err({ type: 'PasskeyExists' });
		return err({ type: 'PasskeyUnavailable' });
	}
}

/** The PRF's result in base64; its bytes are cleared. */
function secretOf(credential: PublicKeyCredential): string | null {
	const first = credential.getClientExtensionResults().prf?.results?.first;
	if (first === undefined) return null;
	const bytes = ArrayBuffer.isView(first)
		? new Uint8Array(first.buffer, first.byteOffset, first.byteLength)
		: new Uint8Array(first);
	if (bytes.length !== 32) return null;
	const secret = bytesToBase64(bytes);
	bytes.fill(0);
	return secret;
}

function descriptors(known: readonly KnownPasskey[]): PublicKeyCredentialDescriptor[] {
	return known.map(({ credential, transports }) => ({
		type: 'public-key',
		id: base64UrlToBytes(credential),
		transports: [...transports] as AuthenticatorTransport[]
	}));
}

function base64UrlToBytes(text: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
}
