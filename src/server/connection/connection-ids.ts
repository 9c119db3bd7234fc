/** Numbers the connections of a server: one row for all kinds, so that a cid, rid, gid or lid means one connection. */
export class ConnectionIds {
  #last = 0;

  next(): number {
    return ++this.#last;
  }
}
