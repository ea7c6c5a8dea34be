/** One page of a longer result. */
export class PagedData<T> {
  constructor(
    /** The items of this page. */
    readonly data: T[],
    /** How many items come before this page. */
    readonly offset: number,
    /** How many items there are in all pages together. */
    readonly totalResults: number,
  ) {
    Object.freeze(this);
  }
}
