import { describe, expect, it, vi } from 'vitest';
import { cameraChoices, openCamera } from './camera';

/** A camera as the browser gives it, with or without a light. */
function fakeTrack(abilities: object = {}) {
	return Object.assign(new EventTarget(), {
		stop: vi.fn(),
		getCapabilities: () => abilities,
		getSettings: () => ({ deviceId: 'back' }),
		applyConstraints: vi.fn(async () => {})
	});
}
function fakeDevices(track: ReturnType<typeof fakeTrack>) {
	const stream = { getTracks: () => [track], getVideoTracks: () => [track] };
	return {
		getUserMedia: vi.fn(async () => stream as unknown as MediaStream),
		enumerateDevices: vi.fn(async () => [
			{ kind: 'audioinput', deviceId: 'microphone', label: 'Microphone' } as MediaDeviceInfo,
			{ kind: 'videoinput', deviceId: 'back', label: 'Back camera' } as MediaDeviceInfo,
			{ kind: 'videoinput', deviceId: '', label: '' } as MediaDeviceInfo
		])
	};
}
const refusing = (name: string) => ({
	...fakeDevices(fakeTrack()),
	getUserMedia: vi.fn(async () => {
		throw new DOMException('', name);
	})
});
const ignored = () => {};

describe('openCamera', () => {
	it('asks for the camera that looks away, and switches it off again', async () => {
		const track = fakeTrack();
		const devices = fakeDevices(track);
		const opened = await openCamera(devices, undefined, ignored);
		expect(devices.getUserMedia).toHaveBeenCalledWith({
			audio: false,
			video: expect.objectContaining({ facingMode: { ideal: 'environment' } })
		});
		expect(opened).toMatchObject({ ok: true, value: { id: 'back', hasTorch: false } });
		if (opened.ok) opened.value.close();
		expect(track.stop).toHaveBeenCalledOnce();
	});

	it('switches the light where there is one', async () => {
		const track = fakeTrack({ torch: true, focusMode: ['manual', 'continuous'] });
		const opened = await openCamera(fakeDevices(track), 'back', ignored);
		expect(opened.ok && opened.value.hasTorch).toBe(true);
		expect(opened.ok && (await opened.value.setTorch(true))).toBe(true);
		expect(track.applyConstraints.mock.calls).toEqual([
			[{ advanced: [{ focusMode: 'continuous' }] }],
			[{ advanced: [{ torch: true }] }]
		]);
	});

	it('tells when the camera is taken away, and not when we switch it off', async () => {
		const lost = vi.fn();
		const track = fakeTrack();
		const opened = await openCamera(fakeDevices(track), undefined, lost);
		track.dispatchEvent(new Event('ended'));
		expect(lost).toHaveBeenCalledOnce();
		if (opened.ok) opened.value.close();
		track.dispatchEvent(new Event('ended'));
		expect(lost).toHaveBeenCalledOnce();
	});

	it.each([
		['NotFoundError', 'CameraMissing'],
		['NotAllowedError', 'CameraRefused'],
		['NotReadableError', 'CameraTaken'],
		['InvalidStateError', 'CameraFailed']
	])('names %s', async (thrown, type) => {
		expect(await openCamera(refusing(thrown), undefined, ignored)).toMatchObject({
			ok: false,
			error: { type }
		});
	});

	it('says that a page without a secure address gets none', async () => {
		expect(await openCamera(undefined, undefined, ignored)).toEqual({
			ok: false,
			error: { type: 'CameraInsecure' }
		});
	});

	it('takes another where the chosen one is gone', async () => {
		const devices = fakeDevices(fakeTrack());
		devices.getUserMedia.mockRejectedValueOnce(new DOMException('', 'OverconstrainedError'));
		expect((await openCamera(devices, 'gone', ignored)).ok).toBe(true);
		expect(devices.getUserMedia).toHaveBeenCalledTimes(2);
	});
});

it('lists the cameras that have an id', async () => {
	expect(await cameraChoices(fakeDevices(fakeTrack()))).toEqual([{ id: 'back', name: 'Back camera' }]);
});
