/** How far something is: whoever runs it may look at any time. */
export interface Meter {
  done: number;
  total: number;
}
