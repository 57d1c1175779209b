import { expect, it } from 'vitest';
import { serialNumberFrom } from './serial-number';

it.each([
	['2134LZ01ABC9', '2134LZ01ABC9'],
	['  2134LZ01ABC9\n', '2134LZ01ABC9'],
	['S/N: 8L2213E4A5B6', '8L2213E4A5B6'],
	['SN:803033G12', '803033G12'],
	['Serial No. FOC2430N1AB', 'FOC2430N1AB'],
	['P/N: 2200-88100-001\nS/N: 8L2213E4A5B6\nMAC: 00:e0:db:00:00:00', '8L2213E4A5B6'],
	['https://example.com/register?sn=NA12107000123&pn=2', 'NA12107000123'],
	['https://example.com/register', 'https://example.com/register'],
	['SNA-1234', 'SNA-1234']
])('%s', (text, serial) => {
	expect(serialNumberFrom(text)).toBe(serial);
});
