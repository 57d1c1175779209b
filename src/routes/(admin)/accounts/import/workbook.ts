const zip = [0x50, 0x4b, 0x03, 0x04];
const compoundFile = [0xd0, 0xcf, 0x11, 0xe0];

/** Whether bytes are an Excel workbook (`.xlsx`, `.xls`, `.ods`) rather than text. */
export function isWorkbook(bytes: Uint8Array): boolean {
	return [zip, compoundFile].some((mark) => mark.every((byte, index) => bytes[index] === byte));
}
