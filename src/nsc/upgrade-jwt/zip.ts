/** Files as one zip archive (PKWARE APPNOTE 6.3): enough of it for a store, which any unzip reads. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With `/` between folders. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const VERSION = 20;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;
/** 1980-01-01, the first day that zip knows: what a backup holds says itself when it was issued. */
const DATE = 0x0021;
/** Readable and writable by the owner alone. */
const MODE = (0o100600 << 16) >>> 0;
const MADE_BY_UNIX = (3 << 8) | VERSION;

/** How many files an archive of this kind can hold. */
const MOST_ENTRIES = 0xffff;

export function zip(entries: readonly ZipEntry[]): Buffer {
  if (entries.length > MOST_ENTRIES) {
    throw new RangeError(`${entries.length} files are more than a zip archive holds; use tar`);
  }
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const packed = deflateRawSync(bytes);
    const path = Buffer.from(name);
    const shared = sharedFields(bytes, packed, path);
    const local = Buffer.concat([signature(0x04034b50), shared, path, packed]);
    directory.push(directoryEntry(shared, path, offset));
    locals.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...locals, listed, endOf(entries.length, listed.length, offset)]);
}

function signature(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

/** What stands both before a file and in the directory. */
function sharedFields(bytes: Uint8Array, packed: Uint8Array, path: Uint8Array): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(UTF8_NAMES, 2);
  fields.writeUInt16LE(DEFLATED, 4);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(path.length, 22);
  return fields;
}

function directoryEntry(shared: Buffer, path: Buffer, offset: number): Buffer {
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(MADE_BY_UNIX);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(MODE, 6);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([signature(0x02014b50), madeBy, shared, rest, path]);
}

function endOf(count: number, directoryBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
