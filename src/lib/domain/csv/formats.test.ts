import { expect, it } from 'vitest';
import { headerKey } from './aliases';
import { formatOf, isDeviceList, type FormatId } from './formats';

const format = (header: string) => formatOf(header.split(',').map(headerKey));

it.each<[string, FormatId | 'unknown']>([
	['UPN,DisplayName,Site,OTP,OTPNotBefore,OTPExpires,Batch', 'roompass-otps'],
	['UPN,Alias,DisplayName,AutomateProcessing,UsageLocation', 'fasttrack-rooms'],
	['Block credential,Display name,Licenses,User principal name', 'm365-users'],
	['UserPrincipalName,RecipientTypeDetails', 'exchange-mailboxes'],
	['Identity,Floor,Capacity', 'exchange-places'],
	['Identity,AutomateProcessing', 'exchange-calendars'],
	['Device Serial Number,Windows Product ID,Hardware Hash,Assigned User', 'autopilot'],
	['UPN,Password', 'sign-in-data'],
	['UPN', 'name-list'],
	['UPN,DisplayName,Site', 'roompass-accounts'],
	['UPN,Room', 'roompass-accounts'],
	['UPN,ExpectedSerial', 'roompass-accounts'],
	['Manufacturer,Model,Serial number', 'device-inventory'],
	// A column less, or one more where it is these alone.
	['UPN,OTP', 'unknown'],
	['UPN,Alias,UsageLocation', 'unknown'],
	['Block credential,Display name,User principal name', 'unknown'],
	['UserPrincipalName', 'unknown'],
	['RecipientTypeDetails', 'unknown'],
	['Identity,Floor', 'unknown'],
	['Device Serial Number', 'unknown'],
	['UPN,Password,Notes', 'unknown'],
	['UPN,Notes', 'unknown'],
	['UPN,Site', 'unknown'],
	['Model,Serial number', 'unknown'],
	['Manufacturer,Serial number', 'unknown'],
	['Manufacturer,Model', 'unknown'],
	['Identity', 'unknown'],
	['', 'unknown'],
	// What several fit is the first of them.
	['UPN,DisplayName,Site,Room,OTP,OTPExpires', 'roompass-otps'],
	['UPN,Room,Manufacturer,Model,Serial number', 'roompass-accounts'],
	['Identity,Floor,Capacity,AutomateProcessing', 'exchange-places']
])('%s is %s', (header, id) => {
	expect(format(header)).toBe(id);
});

it('takes only lists of devices for lists of devices', () => {
	expect((['autopilot', 'device-inventory'] as const).map(isDeviceList)).toEqual([true, true]);
	expect((['roompass-accounts', 'name-list', 'unknown'] as const).map(isDeviceList)).toEqual([
		false,
		false,
		false
	]);
});
