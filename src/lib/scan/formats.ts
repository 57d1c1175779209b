/** The kinds of codes that can be asked for, by their names in the Barcode Detection API. */
export type ScanFormat = 'qr_code' | 'code_128' | 'code_39' | 'data_matrix';

/** Serial numbers come as any of these. */
export const serialFormats: readonly ScanFormat[] = ['code_128', 'code_39', 'qr_code', 'data_matrix'];
