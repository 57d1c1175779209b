import { expect, it } from 'vitest';
import { machineOf } from './this-browser';

const telling = (values: object) => ({ userAgentData: { getHighEntropyValues: async () => values } });

it.each([
	[{ model: 'RoomPanel', platform: 'Android', platformVersion: '13.0.0' }, 'RoomPanel', 'Android 13'],
	[{ model: '', platform: 'Windows', platformVersion: '15.0.0' }, '', 'Windows 11'],
	[{ model: '', platform: 'Windows', platformVersion: '10.0.0' }, '', 'Windows 10'],
	[{ platform: 'Linux', platformVersion: '' }, '', 'Linux']
])('%j', async (values, model, platform) => {
	expect(await machineOf(telling(values))).toEqual({ model, platform });
});

it('says nothing where the browser does not', async () => {
	expect(await machineOf({})).toBeNull();
	expect(await machineOf(telling({ model: '', platform: '' }))).toBeNull();
	const refusing = { userAgentData: { getHighEntropyValues: () => Promise.reject(new Error()) } };
	expect(await machineOf(refusing)).toBeNull();
});
