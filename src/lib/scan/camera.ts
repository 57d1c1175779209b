/** Why there is no picture from a camera. */
export type CameraError =
	/** The page was not served securely, so the browser hands out no camera. */
	| { readonly type: 'CameraInsecure' }
	| { readonly type: 'CameraMissing' }
	| { readonly type: 'CameraRefused' }
	/** Another app or tab has it, or it was unplugged. */
	| { readonly type: 'CameraTaken' }
	| { readonly type: 'CameraFailed'; readonly detail: string };

/** A camera that is on. */
export interface Camera {
	readonly stream: MediaStream;
	/** Which one it is; empty where the browser does not say. */
	readonly id: string;
	/** Whether it has a light that can be switched. */
	readonly hasTorch: boolean;
	/** Switches its light; answers whether it now is as asked. */
	setTorch(on: boolean): Promise<boolean>;
	/** Switches it off. */
	close(): void;
}

/** A camera that can be chosen. */
export interface CameraChoice {
	readonly id: string;
	/** As the browser calls it; empty until the person has allowed a camera. */
	readonly name: string;
}

type Devices = Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'>;

/** What browsers know of a track beyond TypeScript's library. */
interface Abilities {
	readonly torch?: boolean;
	readonly focusMode?: readonly string[];
}

/** Fine bars of a serial number's label need the pixels; a camera that has fewer gives what it has. */
const picture = { width: { ideal: 1920 }, height: { ideal: 1080 } };

/**
 * Switches a camera on: the chosen one, else the one that looks away from the person.
 * @param onlost runs when the camera is taken away while it is on
 */
export async function openCamera(
	devices: Devices | undefined,
	chosen: string | undefined,
	onlost: () => void
): Promise<
	{ readonly ok: true; readonly value: Camera } | { readonly ok: false; readonly error: CameraError }
> {
	if (!devices?.getUserMedia) return { ok: false, error: { type: 'CameraInsecure' } };
	try {
		return { ok: true, value: await start(devices, chosen, onlost) };
	} catch (thrown) {
		// The chosen one may be gone since, such as one on a cable.
		if (chosen && nameOf(thrown) === 'OverconstrainedError') return openCamera(devices, undefined, onlost);
		return { ok: false, error: cameraErrorOf(thrown) };
	}
}

/** The cameras there are. Their names are empty before one has been allowed. */
export async function cameraChoices(devices: Devices): Promise<CameraChoice[]> {
	const found = await devices.enumerateDevices();
	return found
		.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '')
		.map(({ deviceId, label }) => ({ id: deviceId, name: label }));
}

/** Names what `getUserMedia` throws in the terms of a person. */
export function cameraErrorOf(thrown: unknown): CameraError {
	switch (nameOf(thrown)) {
		case 'NotFoundError':
		case 'OverconstrainedError':
			return { type: 'CameraMissing' };
		case 'NotAllowedError':
		case 'SecurityError':
			return { type: 'CameraRefused' };
		case 'NotReadableError':
		case 'AbortError':
			return { type: 'CameraTaken' };
		default:
			return { type: 'CameraFailed', detail: nameOf(thrown) };
	}
}

async function start(devices: Devices, chosen: string | undefined, onlost: () => void): Promise<Camera> {
	const which = chosen ? { deviceId: { exact: chosen } } : { facingMode: { ideal: 'environment' } };
	const stream = await devices.getUserMedia({ audio: false, video: { ...which, ...picture } });
	const track = stream.getVideoTracks()[0]!;
	track.addEventListener('ended', onlost);
	const abilities = (track.getCapabilities?.() ?? {}) as Abilities;
	if (abilities.focusMode?.includes('continuous')) await apply(track, { focusMode: 'continuous' });
	return {
		stream,
		id: track.getSettings().deviceId ?? '',
		hasTorch: abilities.torch === true,
		setTorch: (on) => apply(track, { torch: on }),
		close() {
			track.removeEventListener('ended', onlost);
			for (const each of stream.getTracks()) each.stop();
		}
	};
}

async function apply(track: MediaStreamTrack, wish: Record<string, unknown>): Promise<boolean> {
	try {
		await track.applyConstraints({ advanced: [wish as MediaTrackConstraintSet] });
		return true;
	} catch {
		return false;
	}
}

function nameOf(thrown: unknown): string {
	return thrown instanceof Error || thrown instanceof DOMException ? thrown.name : String(thrown);
}
