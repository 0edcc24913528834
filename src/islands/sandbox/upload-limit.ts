/** What one file may weigh: it is held in memory several times over. */
export const UPLOAD_BYTES_MAX = 256 * 1024 * 1024
