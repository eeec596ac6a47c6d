import * as fs from "node:fs/promises";
import type { OpenFile } from "../store/lowdb/files.ts";

/**
 * Files on a disk with limited room, for tests: real files, whose writes go in as far as there is room
 * and then fail as the system's do. Truncating gives room back; `room` says how much there is, in bytes.
 */
export class FullDisk {
  room = Number.POSITIVE_INFINITY;

  readonly open: OpenFile = async (path, flags, mode) => {
    const file = await fs.open(path, flags, mode);
    const write = file.write.bind(file) as (
      bytes: Uint8Array,
      offset: number,
      length: number,
      position: number,
    ) => Promise<{ bytesWritten: number; buffer: Uint8Array }>;
    const limited: typeof write = async (bytes, offset, length, position) => {
      // Only what makes the file larger takes room.
      const there = Math.max(0, Math.min(length, (await file.stat()).size - position));
      const fitting = Math.min(length, there + Math.max(0, this.room));
      if (fitting === 0 && length > 0)
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      this.room -= fitting - there;
      return write(bytes, offset, fitting, position);
    };
    file.write = limited as typeof file.write;
    const truncate = file.truncate.bind(file);
    file.truncate = async (length = 0) => {
      const { size } = await file.stat();
      await truncate(length);
      this.room += Math.max(0, size - length);
    };
    return file;
  };
}
