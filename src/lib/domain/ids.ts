/** Nominal typing: two ids of different things cannot be mixed up. */
type Branded<Name extends string> = string & { readonly __id: Name };

/** The sign-in name the account was first known by, in lower case. It stays when the sign-in name changes. */
export type AccountId = Branded<'account'>;
/** 32 hex digits: the ticket id of the OTP's code (protocol/code-keys), so an OTP is found by its ticket. */
export type OtpId = Branded<'otp'>;
/** 32 random hex digits. */
export type BatchId = Branded<'batch'>;
/** 32 hex digits: the first half of the SHA-256 of the sealed request, so that it names exactly those bytes. */
export type RequestId = Branded<'request'>;
/** 32 hex digits, see journal/members. */
export type MemberId = Branded<'member'>;
